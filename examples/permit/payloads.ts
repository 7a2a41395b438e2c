/** What flows through the receipt of a permit application: plain JSON values, checked where they enter. */
import * as Schema from "effect/Schema"

const payload = Schema.toStandardSchemaV1

const application = {
  /** Number of the application at the municipality. */
  number: Schema.String,
  applicant: Schema.String,
  /** What the applicant asks a permit for. */
  request: Schema.String,
}

export const Application = payload(Schema.Struct(application))

/** The letter that confirms the receipt, in the version that is on the table. */
export const Letter = payload(Schema.Struct({ ...application, text: Schema.String, version: Schema.Number }))
export const SentLetter = payload(Schema.Struct({ number: Schema.String, sentOn: Schema.String }))

/** An application on its way to the answer, with the opinions so far, by aspect and by outside party. */
const opinions = Schema.Record(Schema.String, Schema.String)
export const Matter = payload(Schema.Struct({
  ...application, text: Schema.String, version: Schema.Number, aspects: opinions, parties: opinions,
}))

/** Document X asks for what an unlicensed application lacks; report Y gives the reasons to hold one. */
export const Paper = payload(Schema.Struct({ number: Schema.String, text: Schema.String, version: Schema.Number }))

/** How the question whether the case must stop was answered. */
export const Answer = payload(Schema.Struct({
  number: Schema.String,
  answer: Schema.Literals(["go on", "document X", "report Y"]),
}))
