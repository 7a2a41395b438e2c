//! Nets for the tests, and their columns: a second writer beside `compiler/table/encode.ts`, over the same layout.
#![allow(dead_code, reason = "each test uses a part")]
pub mod file;

use knhk_engine::layout::{COLUMNS, FIRST_COUNT, NET_SECTION, NET_WORDS, NONE, Values};

pub const SILENT: u32 = 2;
pub const CALL: u32 = 3;
pub const RECEIVE: u32 = 4;
pub const TIMER: u32 = 5;
pub const AND: u32 = 0;
pub const XOR: u32 = 1;
pub const OR: u32 = 2;
pub const CANCEL: u32 = 1;
pub const OPEN: u32 = 2;
pub const UNTIL: u32 = 4;

#[derive(Clone, Debug, Default)]
pub struct Net {
    pub bounds: Vec<u32>,
    pub tasks: Vec<Task>,
    pub outputs: Vec<u32>,
    pub implicit: bool,
    pub resources: Vec<u32>,
    /// What each entry marks; none: condition 0.
    pub entries: Vec<Vec<u32>>,
    /// Where each trigger keeps its signals, or `NONE`.
    pub triggers: Vec<u32>,
}

#[derive(Clone, Debug, Default)]
pub struct Task {
    pub kind: u32,
    pub join: u32,
    pub several: bool,
    pub inputs: Vec<u32>,
    /// None: 1 each.
    pub weights: Vec<u32>,
    pub outcomes: Vec<Vec<u32>>,
    pub clears: Vec<u32>,
    pub cancels: Vec<u32>,
    pub reads: Vec<u32>,
    pub unless: Vec<u32>,
    pub excludes: Vec<u32>,
    pub completes: Vec<u32>,
    pub cancels_case: bool,
    pub waits: Vec<Wait>,
    /// Of a task that receives.
    pub trigger: u32,
    pub instances: Option<Instances>,
}

#[derive(Clone, Debug)]
pub struct Wait {
    pub missing: u32,
    /// A set of inputs, or `NONE`.
    pub marked: u32,
    /// (condition or `NONE`, task or `NONE`, count).
    pub needs: Vec<(u32, u32, u32)>,
}

/// `count`, `threshold`: or `NONE`. `flags`: of `CANCEL`, `OPEN` and `UNTIL`.
#[derive(Clone, Debug)]
pub struct Instances {
    pub count: u32,
    pub min: u32,
    pub max: u32,
    pub threshold: u32,
    pub flags: u32,
}

/// A task from conditions to conditions, with one outcome.
pub fn task(inputs: &[u32], outputs: &[u32]) -> Task {
    Task { inputs: inputs.to_vec(), outcomes: vec![outputs.to_vec()], ..Task::default() }
}

/// Explicit termination; all bounds are 1, the last condition is the output.
pub fn net(conditions: u32, tasks: Vec<Task>) -> Net {
    Net { bounds: vec![1; conditions as usize], tasks, outputs: vec![conditions - 1], ..Net::default() }
}

impl Task {
    pub fn weight(&self, input: usize) -> u32 {
        self.weights.get(input).copied().unwrap_or(1)
    }
}

impl Net {
    pub fn entries(&self) -> Vec<Vec<u32>> {
        if self.entries.is_empty() { vec![vec![0]] } else { self.entries.clone() }
    }

    fn role(&self, condition: u32) -> u32 {
        match (self.outputs.contains(&condition), self.resources.contains(&condition)) {
            (true, _) if self.implicit => 3,
            (true, _) => 2,
            (false, resource) => u32::from(resource),
        }
    }

    /// Values of each column, by name.
    fn columns(&self) -> Vec<(&'static str, Vec<u32>)> {
        [self.condition_columns(), self.task_columns(), self.arc_columns(), self.special_columns()].concat()
    }

    fn condition_columns(&self) -> Vec<(&'static str, Vec<u32>)> {
        let conditions = 0..size(self.bounds.len());
        let consumers: Vec<Vec<u32>> = conditions.clone().map(|condition| self.consumers(condition)).collect();
        vec![
            ("string_bytes", b"net".iter().copied().map(u32::from).collect()),
            ("string_start", vec![0, 0, 3]),
            ("condition_name", vec![1; self.bounds.len()]),
            ("condition_bound", self.bounds.clone()),
            ("condition_role", conditions.map(|condition| self.role(condition)).collect()),
            ("consumer_start", starts(consumers.iter())),
            ("consumers", consumers.concat()),
            ("entry_start", starts(self.entries().iter())),
            ("marks", self.entries().concat()),
            ("scope_path", vec![0]),
            ("scope_workflow", vec![1]),
            ("trigger_name", vec![1; self.triggers.len()]),
            ("trigger_condition", self.triggers.clone()),
        ]
    }

    fn consumers(&self, condition: u32) -> Vec<u32> {
        let tasks = self.tasks.iter().zip(0..);
        tasks.filter(|(task, _)| task.inputs.contains(&condition)).map(|(_, index)| index).collect()
    }

    fn task_columns(&self) -> Vec<(&'static str, Vec<u32>)> {
        let each = |value: fn(&Task) -> u32| self.tasks.iter().map(value).collect::<Vec<u32>>();
        let mut multi = 0u32..;
        let mut row = |task: &Task| task.instances.as_ref().map_or(NONE, |_| multi.next().expect("few tasks"));
        vec![
            ("task_name", each(|_| 1)),
            ("task_kind", each(|task| task.kind)),
            ("task_join", each(|task| task.join)),
            ("task_choice", each(|task| if task.several { 3 } else { u32::from(task.outcomes.len() > 1) })),
            ("task_guard_flow", each(|_| NONE)),
            ("task_scope", each(|_| 0)),
            ("task_gather", each(|_| 0)),
            ("task_cancels_case", each(|task| u32::from(task.cancels_case))),
            ("task_entry", each(|task| if task.kind == CALL { 0 } else { NONE })),
            ("task_trigger", each(|task| if task.kind == RECEIVE { task.trigger } else { NONE })),
            ("task_multi", self.tasks.iter().map(&mut row).collect()),
        ]
    }

    fn arc_columns(&self) -> Vec<(&'static str, Vec<u32>)> {
        let tasks = &self.tasks;
        let outcomes: Vec<&Vec<u32>> = tasks.iter().flat_map(|task| &task.outcomes).collect();
        let leaves = |task: usize| std::iter::repeat_n(size(task), tasks[task].outcomes.iter().map(Vec::len).sum());
        let weights = |task: &Task| (0..task.inputs.len()).map(|input| task.weight(input)).collect::<Vec<u32>>();
        vec![
            ("input_start", starts(tasks.iter().map(|task| &task.inputs))),
            ("input_conditions", tasks.iter().flat_map(|task| task.inputs.clone()).collect()),
            ("input_key", vec![0; tasks.iter().map(|task| task.inputs.len()).sum()]),
            ("input_weight", tasks.iter().flat_map(weights).collect()),
            ("outcome_start", starts(tasks.iter().map(|task| &task.outcomes))),
            ("outcome_name", vec![1; outcomes.len()]),
            ("arc_start", starts(outcomes.iter().copied())),
            ("arc_condition", outcomes.iter().flat_map(|arcs| arcs.iter().copied()).collect()),
            ("arc_task", (0..tasks.len()).flat_map(leaves).collect()),
            ("arc_flow", vec![NONE; outcomes.iter().map(|arcs| arcs.len()).sum()]),
        ]
    }

    fn special_columns(&self) -> Vec<(&'static str, Vec<u32>)> {
        let waits: Vec<&Wait> = self.tasks.iter().flat_map(|task| &task.waits).collect();
        let needs: Vec<&(u32, u32, u32)> = waits.iter().flat_map(|wait| &wait.needs).collect();
        let multi: Vec<&Instances> = self.tasks.iter().filter_map(|task| task.instances.as_ref()).collect();
        let flat = |of: fn(&Task) -> &Vec<u32>| {
            (starts(self.tasks.iter().map(of)), self.tasks.iter().flat_map(|task| of(task).clone()).collect())
        };
        let lists = [
            ("cancel_condition_start", "cancel_conditions", flat(|task| &task.clears)),
            ("cancel_task_start", "cancel_tasks", flat(|task| &task.cancels)),
            ("read_start", "reads", flat(|task| &task.reads)),
            ("block_condition_start", "block_conditions", flat(|task| &task.unless)),
            ("block_task_start", "block_tasks", flat(|task| &task.excludes)),
            ("completed_start", "completed", flat(|task| &task.completes)),
        ];
        let mut columns = vec![
            ("wait_start", starts(self.tasks.iter().map(|task| &task.waits))),
            ("wait_missing", waits.iter().map(|wait| wait.missing).collect()),
            ("wait_marked", waits.iter().map(|wait| wait.marked).collect()),
            ("need_start", starts(waits.iter().map(|wait| &wait.needs))),
            ("need_condition", needs.iter().map(|need| need.0).collect()),
            ("need_task", needs.iter().map(|need| need.1).collect()),
            ("need_count", needs.iter().map(|need| need.2).collect()),
            ("multi_count", multi.iter().map(|instances| instances.count).collect()),
            ("multi_min", multi.iter().map(|instances| instances.min).collect()),
            ("multi_max", multi.iter().map(|instances| instances.max).collect()),
            ("multi_threshold", multi.iter().map(|instances| instances.threshold).collect()),
            ("multi_flags", multi.iter().map(|instances| instances.flags).collect()),
        ];
        columns.extend(lists.into_iter().flat_map(|(start, name, (cuts, values))| [(start, cuts), (name, values)]));
        columns
    }

    pub fn encode(&self) -> Vec<u8> {
        let values = self.columns();
        let column = |name: &str| &values.iter().find(|(column, _)| *column == name).expect("a column of the layout").1;
        let mut net = vec![0; NET_WORDS as usize];
        net[..FIRST_COUNT].fill(1);
        for described in &COLUMNS {
            let cuts = usize::from(matches!(described.values, Values::Starts(_)));
            net[FIRST_COUNT + described.rows as usize] = size(column(described.name).len() - cuts);
        }
        let mut sections = vec![(NET_SECTION, 4, net)];
        sections.extend(COLUMNS.iter().map(|described| (described.id, described.size, column(described.name).clone())));
        file::write(&sections)
    }
}

/// `[0, a, a + b, ...]` for parts of lengths a, b, ...
fn starts<'a, T: 'a>(parts: impl Iterator<Item = &'a Vec<T>>) -> Vec<u32> {
    let mut starts = vec![0];
    for part in parts {
        starts.push(starts[starts.len() - 1] + size(part.len()));
    }
    starts
}

pub fn size(value: usize) -> u32 {
    u32::try_from(value).expect("tests are small")
}
