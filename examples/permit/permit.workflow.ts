/**
 * The receipt of an application for an environmental permit at a Dutch municipality, as its log shows
 * it (README.md beside this file says which log). Tasks have the names of the log's activities.
 *
 * A registered application is either left at that, or taken in hand by two threads side by side: the letter that
 * confirms the receipt is checked, corrected and sent, and somebody finds out whether the case must stop,
 * asking advice as often as it takes. Tasks without a number are silent: nobody works on them.
 */
import { all, decision, flow, human, join, merge, silent, task, workflow, xor } from "knhk"
import { Answer, Application, Letter, Matter, Paper, SentLetter } from "./payloads.ts"

/** After an internal advice: advice on one more aspect, or that was the last. */
const draftAdvice = decision({
  input: Matter,
  outcomes: {
    enough: Matter, "aspect 1": Matter, "aspect 2": Matter, "aspect 3": Matter, "aspect 4": Matter, "aspect 5": Matter,
  },
})

const externalAdvice = human({ input: Matter, output: Matter })

export const Permit = workflow("permit")
  .tasks({
    "Confirmation of receipt": decision({
      input: Application,
      outcomes: { "take in hand": Matter, "leave at that": Application },
    }),
    "left at that": silent(Application),

    // The letter
    "T02 Check confirmation of receipt": decision({ input: Letter, outcomes: { right: Letter, wrong: Letter } }),
    "T03 Adjust confirmation of receipt": human({ input: Letter, output: Letter }),
    "T04 Determine confirmation of receipt": decision({ input: Letter, outcomes: { send: Letter, adjust: Letter } }),
    "T05 Print and send confirmation of receipt": task({ input: Letter, output: SentLetter }),

    // Advice
    "T06 Determine necessity of stop advice": decision({
      input: Matter,
      outcomes: {
        "no advice": Matter,
        "aspect 1": Matter, "aspect 2": Matter, "aspect 3": Matter, "aspect 4": Matter, "aspect 5": Matter,
        external: Matter,
        "aspect 1 and external": Matter, "aspect 2 and external": Matter, "aspect 3 and external": Matter,
        "aspect 4 and external": Matter, "aspect 5 and external": Matter,
      },
    }),
    "T07-1 Draft intern advice aspect 1": draftAdvice,
    "T07-2 Draft intern advice aspect 2": draftAdvice,
    "T07-3 Draft intern advice hold for aspect 3": draftAdvice,
    "T07-4 Draft internal advice to hold for type 4": draftAdvice,
    "T07-5 Draft intern advice aspect 5": draftAdvice,
    "internal advice is in": silent(Matter),
    "T08 Draft and send request for advice": decision({
      input: Matter,
      outcomes: { "party 1": Matter, "party 2": Matter, "party 3": Matter, "party 4": Matter },
    }),
    "T09-1 Process or receive external advice from party 1": externalAdvice,
    "T09-2 Process or receive external advice from party 2": externalAdvice,
    "T09-3 Process or receive external advice from party 3": externalAdvice,
    "T09-4 Process or receive external advice from party 4": externalAdvice,
    "external advice is in": silent(Matter),
    "all advice is in": silent({ internal: Matter, external: Matter }),

    // To stop or not
    "T10 Determine necessity to stop indication": decision({
      input: Matter,
      outcomes: { "go on": Answer, unlicensed: Paper, hold: Paper },
    }),
    "T11 Create document X request unlicensed": human({ input: Paper, output: Paper }),
    "T12 Check document X request unlicensed": decision({ input: Paper, outcomes: { right: Paper, wrong: Paper } }),
    "T13 Adjust document X request unlicensed": human({ input: Paper, output: Paper }),
    "T14 Determine document X request unlicensed": human({ input: Paper, output: Paper }),
    "T15 Print document X request unlicensed": task({ input: Paper, output: Answer }),
    "T16 Report reasons to hold request": human({ input: Paper, output: Paper }),
    "T17 Check report Y to stop indication": decision({ input: Paper, outcomes: { right: Paper, wrong: Paper } }),
    "T18 Adjust report Y to stop indicition": human({ input: Paper, output: Paper }),
    "T19 Determine report Y to stop indication": human({ input: Paper, output: Paper }),
    "T20 Print report Y to stop indication": task({ input: Paper, output: Answer }),
    "question is answered": silent(Answer),

    received: silent({ letter: SentLetter, answer: Answer }),
  })
  .start("Confirmation of receipt")
  .flows((t) => {
    const internal = {
      "aspect 1": t["T07-1 Draft intern advice aspect 1"],
      "aspect 2": t["T07-2 Draft intern advice aspect 2"],
      "aspect 3": t["T07-3 Draft intern advice hold for aspect 3"],
      "aspect 4": t["T07-4 Draft internal advice to hold for type 4"],
      "aspect 5": t["T07-5 Draft intern advice aspect 5"],
    }
    const external = {
      "party 1": t["T09-1 Process or receive external advice from party 1"],
      "party 2": t["T09-2 Process or receive external advice from party 2"],
      "party 3": t["T09-3 Process or receive external advice from party 3"],
      "party 4": t["T09-4 Process or receive external advice from party 4"],
    }
    const [internalIn, externalIn] = [t["internal advice is in"], t["external advice is in"]]
    const request = t["T08 Draft and send request for advice"]
    return [
      xor(t["Confirmation of receipt"], {
        "take in hand": all(t["T02 Check confirmation of receipt"], t["T06 Determine necessity of stop advice"]),
        "leave at that": t["left at that"],
      }),

      xor(t["T02 Check confirmation of receipt"], {
        right: t["T04 Determine confirmation of receipt"],
        wrong: t["T03 Adjust confirmation of receipt"],
      }),
      flow(t["T03 Adjust confirmation of receipt"], t["T02 Check confirmation of receipt"]),
      xor(t["T04 Determine confirmation of receipt"], {
        send: t["T05 Print and send confirmation of receipt"],
        adjust: t["T03 Adjust confirmation of receipt"],
      }),

      xor(t["T06 Determine necessity of stop advice"], {
        "no advice": t["T10 Determine necessity to stop indication"],
        "aspect 1": all(internal["aspect 1"], externalIn),
        "aspect 2": all(internal["aspect 2"], externalIn),
        "aspect 3": all(internal["aspect 3"], externalIn),
        "aspect 4": all(internal["aspect 4"], externalIn),
        "aspect 5": all(internal["aspect 5"], externalIn),
        external: all(internalIn, request),
        "aspect 1 and external": all(internal["aspect 1"], request),
        "aspect 2 and external": all(internal["aspect 2"], request),
        "aspect 3 and external": all(internal["aspect 3"], request),
        "aspect 4 and external": all(internal["aspect 4"], request),
        "aspect 5 and external": all(internal["aspect 5"], request),
      }),
      xor(internal["aspect 1"], { ...internal, enough: internalIn }),
      xor(internal["aspect 2"], { ...internal, enough: internalIn }),
      xor(internal["aspect 3"], { ...internal, enough: internalIn }),
      xor(internal["aspect 4"], { ...internal, enough: internalIn }),
      xor(internal["aspect 5"], { ...internal, enough: internalIn }),
      xor(request, external),
      merge([external["party 1"], external["party 2"], external["party 3"], external["party 4"]], externalIn),
      join({ internal: internalIn, external: externalIn }, t["all advice is in"]),
      flow(t["all advice is in"], t["T06 Determine necessity of stop advice"], ({ internal, external }) => ({
        ...internal,
        parties: external.parties,
      })),

      xor(t["T10 Determine necessity to stop indication"], {
        "go on": t["question is answered"],
        unlicensed: t["T11 Create document X request unlicensed"],
        hold: t["T16 Report reasons to hold request"],
      }),
      flow(t["T11 Create document X request unlicensed"], t["T12 Check document X request unlicensed"]),
      xor(t["T12 Check document X request unlicensed"], {
        right: t["T14 Determine document X request unlicensed"],
        wrong: t["T13 Adjust document X request unlicensed"],
      }),
      flow(t["T13 Adjust document X request unlicensed"], t["T12 Check document X request unlicensed"]),
      flow(t["T14 Determine document X request unlicensed"], t["T15 Print document X request unlicensed"]),
      flow(t["T15 Print document X request unlicensed"], t["question is answered"]),
      flow(t["T16 Report reasons to hold request"], t["T17 Check report Y to stop indication"]),
      xor(t["T17 Check report Y to stop indication"], {
        right: t["T19 Determine report Y to stop indication"],
        wrong: t["T18 Adjust report Y to stop indicition"],
      }),
      flow(t["T18 Adjust report Y to stop indicition"], t["T17 Check report Y to stop indication"]),
      flow(t["T19 Determine report Y to stop indication"], t["T20 Print report Y to stop indication"]),
      flow(t["T20 Print report Y to stop indication"], t["question is answered"]),

      join({ letter: t["T05 Print and send confirmation of receipt"], answer: t["question is answered"] }, t.received),
    ]
  })
  .end("received", "left at that")
  .build()
