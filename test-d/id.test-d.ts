import { expectAssignable, expectError, expectNotAssignable, expectType } from "tsd"
import {
  CaseId, decision, type Duration, exponential, PatternId, type RetryPolicy, task, TaskId, WorkflowSpecId, WorkItemId,
} from "knhk"
import { type Approved, type Order, type Received, ty } from "./payloads.js"

// Ids are text or numbers, and no id is another.
const id = CaseId("01936a2f-7c1e-7d3a-9b1e-4f2a6c8d0e13")
expectType<CaseId>(id)
expectAssignable<string>(id)
expectNotAssignable<CaseId>("01936a2f-7c1e-7d3a-9b1e-4f2a6c8d0e13")
expectNotAssignable<WorkflowSpecId>(id)
expectNotAssignable<WorkItemId>(id)
expectType<WorkflowSpecId>(WorkflowSpecId("order"))
expectType<WorkItemId>(WorkItemId("01936a2f-7c1e-7d3a-9b1e-4f2a6c8d0e13:ship:1"))

// A task id belongs to a workflow and to a name.
const ship = TaskId<"order", "ship">("ship")
expectType<TaskId<"order", "ship">>(ship)
expectAssignable<TaskId<"order">>(ship)
expectAssignable<"ship">(ship)
expectNotAssignable<TaskId<"claim", "ship">>(ship)
expectNotAssignable<TaskId<"order", "pay">>(ship)

// There are 43 patterns.
expectAssignable<PatternId>(43)
expectNotAssignable<PatternId>(0)
expectNotAssignable<PatternId>(44)
expectType<PatternId>(PatternId(21))

// Durations are numbers or text with a unit.
expectAssignable<Duration>("200 millis")
expectAssignable<Duration>("1 day")
expectAssignable<Duration>(5)
expectNotAssignable<Duration>("30seconds")
expectNotAssignable<Duration>("30 secnds")
expectType<RetryPolicy>(exponential("200 millis", { times: 5, max: "1 minute" }))
expectError(task({ input: ty<Order>(), output: ty<Received>(), timeout: "soon" }))
expectError(task({ input: ty<Order>() }))
expectError(decision({ input: ty<Order>(), output: ty<Approved>() }))
