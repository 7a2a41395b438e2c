/** The door `knhk`: everything a definition module needs. Costs no dependency at run time. */
export { type Block, choose, loop, par, skip, type Skip } from "./definition/block.ts"
export {
  canonical, type Definition, type FlowDefinition, type Guard, type GuardedRoute, type InstancesDefinition,
  type Mapping, type Place, type RetryPolicy, type RuleDefinition, type Schema, type SignalDefinition,
  type Target as TargetDefinition, type TaskDefinition, type Termination, type Workflow,
} from "./definition/definition.ts"
export { type Duration, exponential, fixed, milliseconds, type RetryOptions } from "./definition/duration.ts"
export {
  DefinitionFault, type Fault, faultCodes, type FaultDetail, type FaultName, sentences, type TypeSentences,
} from "./definition/fault.ts"
export {
  all, and, type DefaultRoute, flow, type Flow, join, type JoinOptions, merge, otherwise, type Plain, type Route, when,
  xor,
} from "./definition/flow.ts"
export type { Decision, Handle, Handles, Many, Target, Task } from "./definition/handle.ts"
export {
  type Brand, CaseId, IdFault, PatternId, patterns, TaskId, WorkflowSpecId, WorkItemId,
} from "./definition/id.ts"
export {
  instances, type InstancesOptions, type InstancesSpec, type Repeatable,
} from "./definition/instances.ts"
export {
  discriminator, multiMerge, type MultiMergeOptions, orJoin, type OrJoinOptions, partialJoin, type RestOptions,
  threadMerge,
} from "./definition/join.ts"
export { compileKey, type CompileMode } from "./definition/place.ts"
export {
  alike, cancels, cancelsCase, completes, critical, milestone, type MilestoneOptions, type Rule,
} from "./definition/rule.ts"
export { seq } from "./definition/sequence.ts"
export type { Signature, Signatures } from "./definition/signature.ts"
export { defer, interleave, type InterleaveOptions, or, threadSplit } from "./definition/split.ts"
export {
  type AnySpec, type CallSpec, decision, type DecisionOptions, human, type HumanOptions, type Input, recurse,
  type RecurseOptions, silent, type Spec, sub, type SubSpec, task, type TaskOptions,
} from "./definition/task.ts"
export { receive, type Received, type ReceiveOptions, timer, type TimerOptions } from "./definition/trigger.ts"
export {
  type Complete, type Draft, type HasFlows, type HasStart, type HasTasks, workflow, type WorkflowOptions,
} from "./definition/workflow.ts"
