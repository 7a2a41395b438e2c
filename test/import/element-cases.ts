/**
 * One small model for each kind of element of BPMN, with every trace that BPMN gives it. In traces a decision, a task
 * that picks several ways, and a test of a loop are words of their own; what only routes is none.
 */
import { bpmn, flows, process } from "./carried.ts"

export interface ElementCase {
  readonly name: string
  readonly model: string
  /** Id of the workflow that is explored; `case` unless said. */
  readonly workflow?: string
  readonly inputs?: readonly string[]
  readonly maxLength?: number
  readonly traces: readonly string[]
  /** As `line:column kind element "name" (id)`; none unless said. */
  readonly notes?: readonly string[]
  /** Lines that the text has. */
  readonly says?: readonly string[]
}

const start = `<startEvent id="s"/>`
const end = `<endEvent id="e"/>`
const tasks = (...names: readonly string[]) => names.map((name) => `<task id="${name}" name="${name}"/>`).join("")
const timer = (duration: string) => `<timerEventDefinition><timeDuration>${duration}</timeDuration></timerEventDefinition>`
const flow = (from: string, to: string, name: string, condition?: string) =>
  `<sequenceFlow id="${from}-${to}" sourceRef="${from}" targetRef="${to}" name="${name}">${condition === undefined ? ""
    : `<conditionExpression xsi:type="tFormalExpression">${condition}</conditionExpression>`}</sequenceFlow>`

export const elementCases: readonly ElementCase[] = [
  {
    name: "a sequence: events without a name are no tasks",
    model: process(start, tasks("A", "B"), end, flows("s > A > B > e")),
    traces: ["A B !ok"],
    says: [`  .start("A")`, `    flow(t.A, t.B),`, `  .end("B")`],
  },
  {
    name: "events with a name are tasks that only route",
    model: process(`<startEvent id="s" name="begun"/>`, tasks("A"), `<endEvent id="e" name="over"/>`, flows("s > A > e")),
    traces: ["A !ok"],
    says: [`    begun: silent(Unknown),`, `  .start("begun")`, `  .end("over")`],
  },
  {
    name: "kinds of tasks",
    model: process(
      start, `<userTask id="u" name="user"/><manualTask id="m" name="manual"/><serviceTask id="v" name="service"/>`,
      `<scriptTask id="c" name="script"><script>x = 1\ny = 2</script></scriptTask><sendTask id="n" name="send"/>`,
      `<businessRuleTask id="b" name="rule"/><receiveTask id="r" name="receive"/>`, end,
      flows("s > u > m > v > c > n > b > r > e"),
    ),
    traces: ["user manual service script send rule !waiting"],
    says: [
      `    user: human({ input: Unknown, output: Unknown }),`, `    manual: human({ input: Unknown, output: Unknown }),`,
      `    service: task({ input: Unknown, output: Unknown }),`, `    // script: x = 1`, `    // y = 2`,
      `    receive: receive({ input: Unknown, signal: "receive", payload: Unknown }),`,
    ],
  },
  {
    name: "an exclusive gateway is a decision with an outcome for each flow",
    model: process(
      start, tasks("A", "B", "C"), `<exclusiveGateway id="x" name="fine?" default="x-C"/>`, end,
      flow("x", "B", "yes", "ok &gt; 1"), flow("x", "C", ""), flows("s > A > x", "B > e", "C > e"),
    ),
    traces: ["A fine? B !ok", "A fine? C !ok"],
    says: [
      `    // yes: ok > 1`, `    // C: if no other is taken`,
      `    "fine?": decision({ input: Unknown, outcomes: { yes: Unknown, C: Unknown } }),`,
      `    xor(t["fine?"], { yes: t.B, C: t.C }),`,
    ],
  },
  {
    name: "an exclusive gateway without a name goes by its id, and one that merges is no task",
    model: process(
      start, tasks("A", "B", "C"), `<exclusiveGateway id="x1"/><exclusiveGateway id="x2"/>`, end,
      flows("s > x1 > A > x2 > C > e", "x1 > B > x2"),
    ),
    traces: ["x1 A C !ok", "x1 B C !ok"],
    says: [`    flow(t.A, t.C),`, `    flow(t.B, t.C),`],
  },
  {
    name: "a loop over gateways",
    model: process(
      start, tasks("A", "B"), `<exclusiveGateway id="m"/><exclusiveGateway id="x" name="again?"/>`, end,
      flows("s > m > A > x > B > e"), flow("x", "m", "again"),
    ),
    maxLength: 6,
    traces: ["A again? A again? B !ok", "A again? B !ok"],
  },
  {
    name: "parallel gateways split and join",
    model: process(
      start, tasks("A", "B", "C", "D"), `<parallelGateway id="p1"/><parallelGateway id="p2"/>`, end,
      flows("s > A > p1 > B > p2 > D > e", "p1 > C > p2"),
    ),
    traces: ["A B C D !ok", "A C B D !ok"],
    says: [`    and(t.A, [t.B, t.C]),`, `    join({ B: t.B, C: t.C }, t.D),`, `export const Case = workflow("case")`],
  },
  {
    name: "parallel gateways with names stay in the picture",
    model: process(
      start, tasks("B", "C"), `<parallelGateway id="p1" name="fork"/><parallelGateway id="p2" name="meet"/>`, end,
      flows("s > p1 > B > p2 > e", "p1 > C > p2"),
    ),
    traces: ["B C !ok", "C B !ok"],
    says: [`    and(t.fork, [t.B, t.C]),`, `    join({ B: t.B, C: t.C }, t.meet),`],
  },
  {
    name: "a parallel gateway that joins and splits",
    model: process(
      start, tasks("A", "B", "C", "D"), `<parallelGateway id="p1"/><parallelGateway id="p2"/><parallelGateway id="p3"/>`,
      end, flows("s > p1 > A > p2 > C > p3 > e", "p1 > B > p2 > D > p3"),
    ),
    traces: ["A B C D !ok", "A B D C !ok", "B A C D !ok", "B A D C !ok"],
  },
  {
    name: "an inclusive gateway with a default, and its join",
    model: process(
      start, tasks("B", "C", "D", "E"), `<inclusiveGateway id="o1" name="which?" default="o1-D"/><inclusiveGateway id="o2"/>`,
      end, flow("o1", "B", "b", "x"), flow("o1", "C", "c", "y"), flow("o1", "D", ""),
      flows("s > o1", "B > o2", "C > o2", "D > o2 > E > e"),
    ),
    traces: ["which? B C E !ok", "which? B E !ok", "which? C B E !ok", "which? C E !ok", "which? D E !ok"],
    says: [
      `    "which?": task({ input: Unknown, output: anyRoutes("b", "c") }),`, `        otherwise(t.D),`,
      `        when((choice) => choice.routes.includes("b"), t.B),`, `    orJoin({ B: t.B, C: t.C, D: t.D }, t.E),`,
    ],
  },
  {
    name: "an inclusive gateway without a default takes one way at least",
    model: process(
      start, tasks("B", "C", "E"), `<inclusiveGateway id="o1" name="which?"/><inclusiveGateway id="o2"/>`, end,
      flow("o1", "B", "b", "x"), flow("o1", "C", "c", "y"), flows("s > o1", "B > o2", "C > o2 > E > e"),
    ),
    traces: ["which? B C E !ok", "which? B E !ok", "which? C B E !ok", "which? C E !ok"],
    says: [`    "which?": task({ input: Unknown, output: routes("b", "c") }),`],
  },
  {
    name: "an inclusive gateway one of whose flows has no condition",
    model: process(
      start, tasks("B", "C"), `<inclusiveGateway id="o1" name="more?"/>`, end,
      flow("o1", "B", "b", "x"), flows("s > o1 > C > e", "B > e"),
    ),
    traces: ['"more? routes" B C !ok', '"more? routes" C !ok', '"more? routes" C B !ok', '"more? routes" C B !ok',
      'C "more? routes" !ok', 'C "more? routes" B !ok'],
  },
  {
    name: "a complex gateway that counts is a partial join",
    model: process(
      start, tasks("A", "B", "C", "D"), `<parallelGateway id="p"/>`,
      `<complexGateway id="x" name="two"><activationCondition>activationCount &gt;= 2</activationCondition></complexGateway>`,
      end, flows("s > p > A > x > D > e", "p > B > x", "p > C > x"),
    ),
    traces: [
      "A B C D !ok", "A B D C !ok", "A C B D !ok", "A C D B !ok", "B A C D !ok", "B A D C !ok", "B C A D !ok", "B C D A !ok",
      "C A B D !ok", "C A D B !ok", "C B A D !ok", "C B D A !ok",
    ],
    says: [`    partialJoin(2, { A: t.A, B: t.B, C: t.C }, t.two, { rest: "absorb" }),`],
  },
  {
    name: "a complex gateway that does not count is not carried, and its ways in end at it",
    model: process(
      start, tasks("A", "B", "D"), `<parallelGateway id="p"/>`,
      `<complexGateway id="x" name="odd"><activationCondition>\${enough}</activationCondition></complexGateway>`, end,
      flows("s > p > A > x > D > e", "p > B > x"),
    ),
    traces: ["A B !ok", "B A !ok"],
    notes: [`4:47 dropped task "D" (D)`, `6:1 dropped complexGateway "odd" (x)`, `7:1 dropped endEvent (e)`],
  },
  {
    name: "an event-based gateway is a deferred choice",
    model: process(
      `<startEvent id="s"/>`, tasks("A", "B", "C", "D"), `<eventBasedGateway id="g"/>`,
      `<intermediateCatchEvent id="m" name="paid"><messageEventDefinition/></intermediateCatchEvent>`,
      `<intermediateCatchEvent id="t" name="late">${timer("P14D")}</intermediateCatchEvent>`,
      `<receiveTask id="r" name="cancelled"/>`, end,
      flows("s > A > g > m > B > e", "g > t > C > e", "g > r > D > e"),
    ),
    inputs: ["paid"],
    traces: [
      "?paid A ~paid ~cancelled late C !ok", "A ?paid paid ~late ~cancelled B !ok", "A ~paid ~cancelled ?paid late C !ok",
      "A ~paid ~cancelled late ?paid C !ok", "A ~paid ~cancelled late C !ok",
    ],
    says: [`    defer(t.A, [t.paid, t.late, t.cancelled]),`, `    late: timer({ input: Unknown, after: "14 days" }),`],
  },
  {
    name: "several flows into an activity are a merge, several out of it a split",
    model: process(start, tasks("A", "B", "C", "D"), end, flows("s > A > B > D > e", "A > C > D")),
    traces: ["A B C D D !ok", "A B D C D !ok", "A C B D D !ok", "A C D B D !ok"],
    says: [`    multiMerge([t.B, t.C], t.D, { bound: 2 }),`, `export const Case = workflow("case", { termination: "implicit" })`],
  },
  {
    name: "an exclusive gateway that merges what runs side by side lets both pass",
    model: process(
      start, tasks("A", "B", "C", "D"), `<exclusiveGateway id="x" name="on"/>`, end,
      flows("s > A > B > x > D > e", "A > C > x"),
    ),
    traces: ["A B C D D !ok", "A B D C D !ok", "A C B D D !ok", "A C D B D !ok"],
  },
  {
    name: "flows with conditions out of a task: it picks several",
    model: process(
      start, `<task id="A" name="A" default="A-D"/>`, tasks("B", "C", "D"), end,
      flow("A", "B", "b", "x"), flow("A", "C", "c", "y"), flow("A", "D", ""), flows("s > A", "B > e", "C > e", "D > e"),
    ),
    traces: ["A B !ok", "A B C !ok", "A C !ok", "A C B !ok", "A D !ok"],
    says: [`    A: task({ input: Unknown, output: anyRoutes("b", "c") }),`],
  },
  {
    name: "flows with conditions out of a user task: a task after it picks",
    model: process(
      start, `<userTask id="A" name="A"/>`, tasks("B", "C"), end,
      flow("A", "B", "b", "x"), flow("A", "C", "c", "y"), flows("s > A", "B > e", "C > e"),
    ),
    traces: ['A "A routes" B !ok', 'A "A routes" B C !ok', 'A "A routes" C !ok', 'A "A routes" C B !ok'],
  },
  {
    name: "one flow with a condition is always taken, and that is said",
    model: process(start, tasks("A", "B"), end, flow("A", "B", "maybe", "x"), flows("s > A", "B > e")),
    traces: ["A B !ok"],
    notes: [`6:1 differs sequenceFlow "maybe" (A-B)`],
  },
  {
    name: "a loop that tests before",
    model: process(
      start, `<task id="A" name="A"><standardLoopCharacteristics testBefore="true" loopMaximum="3"><loopCondition>left</loopCondition></standardLoopCharacteristics></task>`,
      tasks("B"), end, flows("s > A > B > e"),
    ),
    maxLength: 6,
    traces: ['"repeat A" A "repeat A" A "repeat A" B !ok', '"repeat A" A "repeat A" B !ok', '"repeat A" B !ok'].slice(1),
    says: [`    // again while: left`, `    // 3 times at most`],
  },
  {
    name: "a loop that tests after",
    model: process(
      start, `<userTask id="A" name="A"><standardLoopCharacteristics/></userTask>`, tasks("B"), end, flows("s > A > B > e"),
    ),
    maxLength: 6,
    traces: ['A "repeat A" A "repeat A" B !ok', 'A "repeat A" B !ok'],
  },
  {
    name: "instances, so many of them",
    model: process(
      start, `<userTask id="A" name="A"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>`,
      tasks("B"), end, flows("s > A > B > e"),
    ),
    traces: ["A A B !ok"],
    says: [`    A: instances(human({ input: Unknown, output: Unknown }), { count: 2 }),`],
  },
  {
    name: "instances, one for each of a list, one after the other",
    model: process(
      start, tasks("Z"),
      `<task id="A" name="A"><multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>\${lines.size()}</loopCardinality></multiInstanceLoopCharacteristics></task>`,
      tasks("B"), end, flows("s > Z > A > B > e"),
    ),
    maxLength: 5,
    traces: ["Z A A B !ok", "Z A B !ok", "Z B !ok"],
    says: [
      `    A: instances(task({ input: Unknown, output: Unknown }), { max: most, concurrency: 1 }),`,
      `    // one for each of: \${lines.size()}`, `    flow(t.Z, t.A, list),`,
    ],
  },
  {
    name: "instances of which some are enough",
    model: process(
      start,
      `<task id="A" name="A"><multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality><completionCondition>\${nrOfCompletedInstances &gt;= 2}</completionCondition></multiInstanceLoopCharacteristics></task>`,
      tasks("B"), end, flows("s > A > B > e"),
    ),
    traces: ["A A ~A B !ok"],
    says: [`    A: instances(task({ input: Unknown, output: Unknown }), { count: 3, join: 2, rest: "cancel" }),`],
  },
  {
    name: "instances with a condition that only its author can write",
    model: process(
      start,
      `<task id="A" name="A"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality><completionCondition>\${happy}</completionCondition></multiInstanceLoopCharacteristics></task>`,
      tasks("B"), end, flows("s > A > B > e"),
    ),
    traces: ["A A !deadlock", "A A B !ok", "A ~A B !ok"],
    notes: [`4:1 differs task "A" (A)`],
  },
  {
    name: "a receive task that is repeated is wrapped",
    model: process(
      start, `<receiveTask id="A" name="A"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></receiveTask>`,
      end, flows("s > A > e"),
    ),
    traces: ["!waiting"],
  },
  {
    name: "an intermediate event without a trigger is passed",
    model: process(
      start, tasks("A", "B"), `<intermediateThrowEvent id="t" name="half way"/>`, end, flows("s > A > t > B > e"),
    ),
    traces: ["A B !ok"],
    says: [`    "half way": silent(Unknown),`],
  },
  {
    name: "messages and signals that are sent are tasks",
    model: bpmn(
      `<message id="m" name="order"/><signal id="g" name="alarm"/><process id="P" name="case">`, start,
      `<intermediateThrowEvent id="t" name="tell"><messageEventDefinition messageRef="m"/></intermediateThrowEvent>`,
      `<endEvent id="e" name="over"><signalEventDefinition signalRef="g"/></endEvent>`, flows("s > t > e"), `</process>`,
    ),
    traces: ["tell over !ok"],
    says: [`    // sends the message "order"`, `    // sends the signal "alarm"`, `    over: task({ input: Unknown, output: Unknown }),`],
  },
  {
    name: "messages and signals that are waited for go by their own names",
    model: bpmn(
      `<message id="m" name="order/1"/><signal id="g" name="alarm"/><process id="P" name="case">`, start,
      `<intermediateCatchEvent id="t" name="wait"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>`,
      `<intermediateCatchEvent id="u"><signalEventDefinition signalRef="g"/></intermediateCatchEvent>`, end, flows("s > t > u > e"), `</process>`,
    ),
    inputs: ["order-1"],
    traces: ["?order-1 wait !waiting"],
    says: [`    wait: receive({ input: Unknown, signal: "order-1", payload: Unknown }),`,
      `    u: receive({ input: Unknown, signal: "alarm", payload: Unknown }),`],
  },
  {
    name: "timers of a fixed length, and others that somebody has to watch",
    model: process(
      start, `<intermediateCatchEvent id="t" name="pause">${timer("PT90S")}</intermediateCatchEvent>`,
      `<intermediateCatchEvent id="u" name="noon"><timerEventDefinition><timeDate>2030-01-01T12:00:00Z</timeDate></timerEventDefinition></intermediateCatchEvent>`,
      `<intermediateCatchEvent id="v" name="month">${timer("P1M")}</intermediateCatchEvent>`, end, flows("s > t > u > v > e"),
    ),
    traces: ["pause !waiting"],
    notes: [`5:1 differs intermediateCatchEvent "noon" (u)`, `6:1 differs intermediateCatchEvent "month" (v)`],
    says: [`    pause: timer({ input: Unknown, after: "90 seconds" }),`, `    noon: receive({ input: Unknown, signal: "noon", payload: Unknown }),`],
  },
  {
    name: "a condition is watched from outside",
    model: process(
      start, `<intermediateCatchEvent id="t" name="cold"><conditionalEventDefinition><condition>temperature &lt; 0</condition></conditionalEventDefinition></intermediateCatchEvent>`,
      end, flows("s > t > e"),
    ),
    traces: ["!waiting"],
    notes: [`4:1 differs intermediateCatchEvent "cold" (t)`],
  },
  {
    name: "links are flows",
    model: process(
      start, tasks("A", "B"), `<intermediateThrowEvent id="t" name="on"><linkEventDefinition name="L"/></intermediateThrowEvent>`,
      `<intermediateCatchEvent id="c" name="on"><linkEventDefinition name="L"/></intermediateCatchEvent>`, end,
      flows("s > A > t", "c > B > e"),
    ),
    traces: ["A B !ok"],
    says: [`    flow(t.A, t.B),`],
  },
  {
    name: "an event with several triggers waits for the first",
    model: process(
      start, `<intermediateCatchEvent id="t" name="any"><messageEventDefinition/>${timer("PT1H")}</intermediateCatchEvent>`,
      tasks("B"), end, flows("s > t > B > e"),
    ),
    traces: ['~"any: message" "any: timer" B !ok'],
  },
  {
    name: "an event with several triggers waits for all of them",
    model: process(
      start, `<intermediateCatchEvent id="t" name="both" parallelMultiple="true">${timer("PT2H")}${timer("PT1H")}</intermediateCatchEvent>`,
      tasks("B"), end, flows("s > t > B > e"),
    ),
    traces: ['"both: timer 2" "both: timer" B !ok', '"both: timer" "both: timer 2" B !ok'],
  },
  {
    name: "several start events are a choice",
    model: process(
      `<startEvent id="s1" name="phone"/><startEvent id="s2" name="mail"/>`, tasks("A", "B"), end,
      flows("s1 > A > B > e", "s2 > B"),
    ),
    traces: ["start A B !ok", "start B !ok"],
    says: [`    start: decision({ input: Unknown, outcomes: { phone: Unknown, mail: Unknown } }),`],
  },
  {
    name: "without a start event all that nothing leads to begins",
    model: process(tasks("A", "B"), flows("A > B"), tasks("C")),
    traces: ["A B C !ok", "A C B !ok", "C A B !ok"],
  },
  {
    name: "what starts a case from outside is said",
    model: process(
      `<startEvent id="s" name="monday"><timerEventDefinition><timeCycle>R/P7D</timeCycle></timerEventDefinition></startEvent>`,
      tasks("A"), end, flows("s > A > e"),
    ),
    traces: ["A !ok"],
    notes: [`3:1 differs startEvent "monday" (s)`],
  },
  {
    name: "an end event that terminates ends what is left",
    model: process(
      start, tasks("A", "B", "C"), `<endEvent id="t" name="stop"><terminateEventDefinition/></endEvent>`, end,
      flows("s > A > B > t", "A > C > e"),
    ),
    traces: ["A B ~C !ok", "A C B !ok"],
    says: [`    cancels(t.stop, [t.C]),`],
  },
  {
    name: "an error end event that nothing catches ends the case as cancelled",
    model: process(
      start, tasks("A", "B", "C"), `<endEvent id="t" name="broken"><errorEventDefinition/></endEvent>`, end,
      flows("s > A > B > t", "A > C > e"),
    ),
    traces: ["A B ~C !cancelled", "A C B !cancelled"],
    says: [`    cancelsCase(t.broken),`],
  },
  {
    name: "a timer that interrupts a task",
    model: process(
      start, `<userTask id="A" name="A"/>`, `<boundaryEvent id="b" name="late" attachedToRef="A">${timer("PT1H")}</boundaryEvent>`,
      tasks("B", "C"), end, flows("s > A > B > e", "b > C > e"),
    ),
    traces: ["A ~late B !ok", "late ~A C !ok"],
    says: [`    cancels(t.A, [t.late]),`, `    cancels(t.late, [t.A]),`, `export const Case = workflow("case")`],
  },
  {
    name: "a timer that does not interrupt goes off once",
    model: process(
      start, `<userTask id="A" name="A"/>`,
      `<boundaryEvent id="b" name="late" attachedToRef="A" cancelActivity="false">${timer("PT1H")}</boundaryEvent>`,
      tasks("B", "C"), end, flows("s > A > B > e", "b > C > e"),
    ),
    traces: ["A ~late B !ok", "late A B C !ok", "late A C B !ok", "late C A B !ok"],
  },
  {
    name: "a timer that does not interrupt and has a cycle goes off again and again",
    model: process(
      start, `<userTask id="A" name="A"/>`,
      `<boundaryEvent id="b" name="each" attachedToRef="A" cancelActivity="false"><timerEventDefinition><timeCycle>R/PT1H</timeCycle></timerEventDefinition></boundaryEvent>`,
      end, `<task id="C" name="C"/>`, flows("s > A > e", "b > C"),
    ),
    inputs: ["each"],
    traces: ["?each each A ~each C !ok", "?each each C A ~each !ok", "A ~each !ok"],
    notes: [`5:1 differs boundaryEvent "each" (b)`, `5:1 differs boundaryEvent "each" (b)`],
    says: [`    threadSplit(t["begin A to each"], t.each, 10),`],
  },
  {
    name: "a message that does not interrupt may come twice",
    model: process(
      start, `<userTask id="A" name="A"/>`,
      `<boundaryEvent id="b" name="ask" attachedToRef="A" cancelActivity="0"><messageEventDefinition/></boundaryEvent>`,
      end, `<task id="C" name="C"/>`, flows("s > A > e", "b > C"),
    ),
    inputs: ["ask"],
    traces: ["?ask ask A ~ask C !ok", "?ask ask C A ~ask !ok", "A ~ask !ok"],
    notes: [`5:1 differs boundaryEvent "ask" (b)`],
  },
  {
    name: "an error that a task ends with is an outcome of it",
    model: process(
      start, tasks("A", "B", "C"), `<boundaryEvent id="b" name="declined" attachedToRef="A"><errorEventDefinition/></boundaryEvent>`,
      end, flows("s > A > B > e", "b > C > e"),
    ),
    traces: ["A B !ok", "A C !ok"],
    says: [`    A: decision({ input: Unknown, outcomes: { done: Unknown, declined: Unknown } }),`],
  },
  {
    name: "an error that a person ends a task with is an outcome of a decision after it",
    model: process(
      start, `<userTask id="A" name="A"/>`, tasks("B", "C"), `<boundaryEvent id="b" name="declined" attachedToRef="A"><errorEventDefinition/></boundaryEvent>`,
      end, flows("s > A > B > e", "b > C > e"),
    ),
    traces: ['A "how A ended" B !ok', 'A "how A ended" C !ok'],
  },
  {
    name: "a sub-process is a workflow of its own",
    model: process(
      start, `<subProcess id="S" name="inner">`, `<startEvent id="is"/>`, tasks("A", "B"), `<endEvent id="ie"/>`, flows("is > A > B > ie"),
      `</subProcess>`, tasks("C"), end, flows("s > S > C > e"),
    ),
    traces: ["inner/A inner/B C !ok"],
    says: [`const Inner = workflow("inner")`, `    inner: sub(Inner),`],
  },
  {
    name: "a sub-process is done when nothing of it is left",
    model: process(
      start, `<subProcess id="S" name="inner">`, tasks("A", "B"), `</subProcess>`, tasks("C"), end, flows("s > S > C > e"),
    ),
    traces: ["inner/A inner/B C !ok", "inner/B inner/A C !ok"],
  },
  {
    name: "a sub-process with nothing in it is a task",
    model: process(start, `<subProcess id="S" name="black box"/>`, end, flows("s > S > e")),
    traces: ['"black box" !ok'],
    says: [`    // subProcess with nothing in it`],
  },
  {
    name: "a timer that interrupts a sub-process",
    model: process(
      start, `<subProcess id="S" name="inner">`, tasks("A", "B"), flows("A > B"), `</subProcess>`,
      `<boundaryEvent id="b" name="late" attachedToRef="S">${timer("PT1H")}</boundaryEvent>`,
      tasks("C", "D"), end, flows("s > S > C > e", "b > D > e"),
    ),
    traces: ["inner/A inner/B ~late C !ok", "inner/A late ~inner/B D !ok", "late ~inner/A D !ok"],
  },
  {
    name: "an error leaves a sub-process from inside, which is therefore drawn in place",
    model: process(
      start, `<subProcess id="S" name="inner">`, tasks("A"), `<exclusiveGateway id="x" name="ok?"/>`, tasks("B"), `<endEvent id="ie"/>`,
      `<endEvent id="err" name="bad"><errorEventDefinition/></endEvent>`, flows("A > x > B > ie", "x > err"), tasks("Q"), `</subProcess>`,
      `<boundaryEvent id="b" name="failed" attachedToRef="S"><errorEventDefinition/></boundaryEvent>`,
      tasks("C", "D"), end, flows("s > S > C > e", "b > D > e"),
    ),
    traces: [
      "A Q ok? B C !ok", "A Q ok? D !ok", "A ok? B Q C !ok", "A ok? Q B C !ok", "A ok? ~Q D !ok", "Q A ok? B C !ok", "Q A ok? D !ok",
    ],
  },
  {
    name: "errors find the boundary event of their code, else the one for all",
    model: bpmn(
      `<error id="e1" errorCode="1"/><error id="e2" errorCode="2"/><error id="e3" errorCode="3"/><process id="P" name="case">`,
      start, `<subProcess id="S" name="inner"><exclusiveGateway id="x" name="which"/>`,
      `<endEvent id="t1"><errorEventDefinition errorRef="e1"/></endEvent><endEvent id="t2"><errorEventDefinition errorRef="e2"/></endEvent>`,
      `<endEvent id="t3"><errorEventDefinition errorRef="e3"/></endEvent>`, flows("x > t1", "x > t2", "x > t3"), `</subProcess>`,
      `<boundaryEvent id="b" name="other" attachedToRef="S"><errorEventDefinition/></boundaryEvent>`,
      `<boundaryEvent id="b2" name="two" attachedToRef="S"><errorEventDefinition errorRef="e2"/></boundaryEvent>`,
      tasks("D", "E"), end, flows("s > S", "b > D > e", "b2 > E > e"), `</process>`,
    ),
    traces: ["which D !ok", "which E !ok"],
    notes: [],
  },
  {
    name: "an escalation that does not interrupt",
    model: process(
      start, `<subProcess id="S" name="inner">`, tasks("A"), `<intermediateThrowEvent id="x" name="tell"><escalationEventDefinition/></intermediateThrowEvent>`,
      tasks("B"), flows("A > x > B"), `</subProcess>`,
      `<boundaryEvent id="b" name="told" attachedToRef="S" cancelActivity="false"><escalationEventDefinition/></boundaryEvent>`,
      tasks("C", "D"), end, flows("s > S > C > e", "b > D > e"),
    ),
    traces: ["A B C D !ok", "A B D C !ok", "A D B C !ok"],
  },
  {
    name: "an escalation that interrupts, thrown two levels down",
    model: process(
      start, `<subProcess id="S" name="inner"><subProcess id="T" name="innermost">`, `<exclusiveGateway id="y" name="fine?"/>`, tasks("A"),
      `<endEvent id="x" name="tell"><escalationEventDefinition/></endEvent><endEvent id="ok"/>`, flows("y > A > x", "y > ok"), `</subProcess>`,
      tasks("B"), `</subProcess>`,
      `<boundaryEvent id="b" name="told" attachedToRef="S"><escalationEventDefinition/></boundaryEvent>`,
      tasks("C", "D"), end, flows("s > S > C > e", "b > D > e"),
    ),
    traces: [
      "B fine? A D !ok", "B fine? C !ok", "fine? A ~B D !ok", "fine? B A D !ok", "fine? B C !ok",
    ],
  },
  {
    name: "a branch of a sub-process that never ends by itself cannot be waited for, and that is said",
    model: process(
      start, `<subProcess id="S" name="inner">`, tasks("A"), `<endEvent id="x" name="bad"><errorEventDefinition/></endEvent>`, flows("A > x"),
      tasks("B"), `</subProcess>`,
      `<boundaryEvent id="b" name="failed" attachedToRef="S"><errorEventDefinition/></boundaryEvent>`,
      tasks("C", "D"), end, flows("s > S > C > e", "b > D > e"),
    ),
    traces: ["A ~B D !ok", "B A C D !ok", "B A D C !ok", "B C A D !ok"],
    notes: [`4:1 differs subProcess "inner" (S)`],
  },
  {
    name: "an event sub-process that interrupts",
    model: process(
      start, tasks("A", "B"), end, flows("s > A > B > e"),
      `<subProcess id="V" name="stop" triggeredByEvent="true"><startEvent id="vs" name="halt">${timer("PT1H")}</startEvent>`, tasks("C"),
      `<endEvent id="ve"/>`, flows("vs > C > ve"), `</subProcess>`,
    ),
    traces: ["A B ~halt !ok", "A halt ~B stop/C !ok", "halt ~A stop/C !ok"],
  },
  {
    name: "an event sub-process that does not interrupt",
    model: process(
      start, tasks("A", "B"), end, flows("s > A > e", "s > B > e"),
      `<subProcess id="V" name="tell" triggeredByEvent="true"><startEvent id="vs" name="heard" isInterrupting="false"><messageEventDefinition/></startEvent>`,
      tasks("C"), flows("vs > C"), `</subProcess>`,
    ),
    inputs: ["heard"],
    traces: [
      "?heard heard A B ~heard tell/C !ok", "?heard heard A tell/C B ~heard !ok", "?heard heard B A ~heard tell/C !ok",
      "?heard heard B tell/C A ~heard !ok", "?heard heard tell/C A B ~heard !ok", "?heard heard tell/C B A ~heard !ok",
      "A ?heard heard B ~heard tell/C !ok", "A ?heard heard tell/C B ~heard !ok", "A B ~heard !ok",
      "B ?heard heard A ~heard tell/C !ok", "B ?heard heard tell/C A ~heard !ok", "B A ~heard !ok",
    ],
    notes: [`7:56 differs startEvent "heard" (vs)`],
  },
  {
    name: "an event sub-process for errors",
    model: process(
      start, tasks("A", "B"), `<endEvent id="x" name="bad"><errorEventDefinition/></endEvent>`, flows("s > A > x", "s > B"),
      `<subProcess id="V" name="repair" triggeredByEvent="true"><startEvent id="vs"><errorEventDefinition/></startEvent>`,
      tasks("C"), flows("vs > C"), `</subProcess>`,
    ),
    traces: ["A ~B repair/C !ok", "B A repair/C !ok"],
  },
  {
    name: "compensation of what was done for sure, and of what may have been",
    model: process(
      start, tasks("A", "B", "C", "D"), `<exclusiveGateway id="x" name="more?"/>`,
      `<boundaryEvent id="ba" attachedToRef="A"><compensateEventDefinition/></boundaryEvent>`,
      `<boundaryEvent id="bb" attachedToRef="B"><compensateEventDefinition/></boundaryEvent>`,
      `<task id="UA" name="undo A" isForCompensation="true"/><task id="UB" name="undo B" isForCompensation="true"/>`,
      `<association id="a1" sourceRef="ba" targetRef="UA"/><association id="a2" sourceRef="bb" targetRef="UB"/>`,
      `<intermediateThrowEvent id="t" name="back"><compensateEventDefinition/></intermediateThrowEvent>`,
      end, flows("s > A > x > B > C > t > D > e", "x > C"),
    ),
    traces: [
      'A more? B C "was B done?" "undo A" D !ok', 'A more? B C "was B done?" "undo B" "undo A" D !ok',
      'A more? C "was B done?" "undo A" D !ok', 'A more? C "was B done?" "undo B" "undo A" D !ok',
    ],
  },
  {
    name: "compensation of one activity",
    model: process(
      start, tasks("A", "B"), `<boundaryEvent id="ba" attachedToRef="A"><compensateEventDefinition/></boundaryEvent>`,
      `<task id="UA" name="UA" isForCompensation="true"/><association id="a1" sourceRef="ba" targetRef="UA"/>`,
      `<endEvent id="t" name="back"><compensateEventDefinition activityRef="A"/></endEvent>`, flows("s > A > B > t"),
    ),
    traces: ["A B UA !ok"],
  },
  {
    name: "a transaction that is cancelled undoes what it did",
    model: process(
      start, `<transaction id="T" name="booking">`, tasks("A", "B"), `<boundaryEvent id="ba" attachedToRef="A"><compensateEventDefinition/></boundaryEvent>`,
      `<task id="UA" name="UA" isForCompensation="true"/><association id="a1" sourceRef="ba" targetRef="UA"/><exclusiveGateway id="x" name="ok?"/>`,
      `<endEvent id="c" name="cancel"><cancelEventDefinition/></endEvent><endEvent id="ie"/>`, flows("A > x > B > ie", "x > c"), `</transaction>`,
      `<boundaryEvent id="b" name="cancelled" attachedToRef="T"><cancelEventDefinition/></boundaryEvent>`,
      tasks("C", "D"), end, flows("s > T > C > e", "b > D > e"),
    ),
    traces: ["A ok? B C !ok", "A ok? UA D !ok"],
  },
  {
    name: "an ad hoc sub-process does its tasks in any order, any number of times",
    model: process(
      start, `<adHocSubProcess id="H" name="chores" ordering="Sequential">`, tasks("A", "B"), `<completionCondition>tidy</completionCondition></adHocSubProcess>`,
      end, flows("s > H > e"),
    ),
    maxLength: 6,
    traces: [
      '"chores/next in chores" !ok', '"chores/next in chores" chores/A "chores/next in chores" !ok',
      '"chores/next in chores" chores/A "chores/next in chores" chores/A "chores/next in chores" !ok',
      '"chores/next in chores" chores/A "chores/next in chores" chores/B "chores/next in chores" !ok',
      '"chores/next in chores" chores/B "chores/next in chores" !ok',
      '"chores/next in chores" chores/B "chores/next in chores" chores/A "chores/next in chores" !ok',
      '"chores/next in chores" chores/B "chores/next in chores" chores/B "chores/next in chores" !ok',
    ],
    says: [`    // done: tidy`],
  },
  {
    name: "a call activity runs another process",
    model: bpmn(
      `<process id="P" name="case">`, start, `<callActivity id="C" name="ship it" calledElement="Q"/>`, tasks("A"), end, flows("s > C > A > e"), `</process>`,
      `<process id="Q" name="shipping">`, tasks("B"), `</process>`,
    ),
    traces: ['"ship it/B" A !ok'],
    says: [`export const Shipping = workflow("shipping")`, `    "ship it": sub(Shipping),`],
  },
  {
    name: "a call activity runs the process that it is in",
    model: process(
      start, tasks("A"), `<exclusiveGateway id="x" name="more?"/>`, `<callActivity id="C" name="part" calledElement="P"/>`, end,
      flows("s > A > x > C > e", "x > e"),
    ),
    maxLength: 6,
    traces: ["A more? !ok", "A more? A more? !ok"],
    says: [`    part: recurse("case", { input: Unknown, output: Unknown }),`],
  },
  {
    name: "a call activity of a process that is elsewhere is a task",
    model: process(start, `<callActivity id="C" name="elsewhere" calledElement="Other"/>`, end, flows("s > C > e")),
    traces: ["elsewhere !ok"],
    notes: [`4:1 differs callActivity "elsewhere" (C)`],
  },
  {
    name: "lanes are roles, pools are workflows, messages are said",
    model: bpmn(
      `<collaboration id="c"><participant id="p1" name="shop" processRef="P"/><participant id="p2" name="customer"/>`,
      `<messageFlow id="m1" name="order" sourceRef="p2" targetRef="r"/><messageFlow id="m2" name="bill" sourceRef="B" targetRef="p2"/></collaboration>`,
      `<process id="P"><laneSet><lane name="sales"><flowNodeRef>A</flowNodeRef></lane></laneSet>`, start, `<receiveTask id="r" name="wait"/>`,
      `<userTask id="A" name="A"/>`, tasks("B"), end, flows("s > r > A > B > e"), `</process>`,
    ),
    workflow: "shop",
    traces: ["!waiting"],
    says: [
      `    // gets "order" from customer`, `    wait: receive({ input: Unknown, signal: "order", payload: Unknown }),`,
      `    A: human({ input: Unknown, output: Unknown, role: "sales" }),`, `    // sends "bill" to customer`,
    ],
  },
  {
    name: "data objects are payloads where they fit",
    model: bpmn(
      `<itemDefinition id="I" structureRef="xsd:string"/><process id="P" name="case"><dataObject id="D" name="order" itemSubjectRef="I"/><dataObjectReference id="R" dataObjectRef="D"/>`,
      start, `<task id="A" name="A"><dataOutputAssociation><targetRef>R</targetRef></dataOutputAssociation></task>`,
      `<exclusiveGateway id="x" name="ok?"/>`, `<task id="B" name="B"><dataInputAssociation><sourceRef>R</sourceRef></dataInputAssociation></task>`,
      tasks("C"), `<task id="F" name="F"><dataInputAssociation><sourceRef>R</sourceRef></dataInputAssociation></task>`, end,
      flows("s > A > x > B > C > F > e", "x > e"), `</process>`,
    ),
    traces: ["A ok? !ok", "A ok? B C F !ok"],
    says: [
      `const Order = payload(Schema.String)`, `    A: task({ input: Unknown, output: Order }),`,
      `    "ok?": decision({ input: Order, outcomes: { B: Order, e: Order } }),`, `    B: task({ input: Order, output: Unknown }),`,
      `    // in the model it takes Order`, `    F: task({ input: Unknown, output: Unknown }),`,
    ],
  },
  {
    name: "what is not known of BPMN, or of a tool, is said",
    model: bpmn(
      `<process id="P" name="case" xmlns:acme="urn:acme">`, start, `<task id="A" name="A"><extensionElements><acme:a/><acme:b/></extensionElements></task>`,
      `<dataStoreReference id="ds" name="archive"/>`, end, flows("s > A > e"), `<task id="lost" name="lost"/>`, `</process>`,
    ),
    traces: ["A !ok"],
    notes: [`4:42 dropped extension of urn:acme`, `5:1 dropped dataStoreReference "archive" (ds)`, `8:1 dropped task "lost" (lost)`],
  },
]
