import { CaseId, PatternId, TaskId, WorkflowSpecId, WorkItemId } from "knhk"

// Text is no id.
const id: CaseId = "01936a2f-7c1e-7d3a-9b1e-4f2a6c8d0e13"

// One id is no other.
const spec: WorkflowSpecId = CaseId("01936a2f-7c1e-7d3a-9b1e-4f2a6c8d0e13")
const item: WorkItemId = CaseId("01936a2f-7c1e-7d3a-9b1e-4f2a6c8d0e13")

// A task of another workflow.
const task: TaskId<"order", "ship"> = TaskId<"claim", "ship">("ship")

// Another task of the workflow.
const other: TaskId<"order", "ship"> = TaskId<"order", "pay">("pay")

// There are 43 patterns.
const pattern: PatternId = 44
