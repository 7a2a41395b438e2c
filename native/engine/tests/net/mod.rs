//! Nets for the tests, and their table bytes: a second writer beside `compiler/table/encode.ts`, over the same layout.
#![allow(dead_code, reason = "each test uses a part")]
use knhk_engine::layout::{
    ALIGNMENT, COLUMNS, ENDIAN_TAG, ENTRY_SIZE, HEADER_SIZE, MAGIC, MAJOR, MUST_UNDERSTAND, NET_SECTION, NONE, Values,
};

#[derive(Clone, Debug, Default)]
pub struct Net {
    pub bounds: Vec<u32>,
    pub tasks: Vec<Task>,
    pub outputs: Vec<u32>,
    pub implicit: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Task {
    pub silent: bool,
    pub xor: bool,
    pub inputs: Vec<u32>,
    pub outcomes: Vec<Vec<u32>>,
    pub clears: Vec<u32>,
    pub cancels: Vec<u32>,
}

impl Net {
    /// Values of each column, by name. The input condition is 0.
    fn columns(&self) -> Vec<(&'static str, Vec<u32>)> {
        let tasks = &self.tasks;
        let outcomes: Vec<&Vec<u32>> = tasks.iter().flat_map(|task| &task.outcomes).collect();
        let leaves = |task: usize| std::iter::repeat_n(size(task), tasks[task].outcomes.iter().map(Vec::len).sum());
        let consumers: Vec<Vec<u32>> = (0..size(self.bounds.len()))
            .map(|condition| {
                (0..size(tasks.len())).filter(|task| tasks[*task as usize].inputs.contains(&condition)).collect()
            })
            .collect();
        vec![
            ("string_bytes", b"net".iter().copied().map(u32::from).collect()),
            ("string_start", vec![0, 0, 3]),
            ("output_conditions", self.outputs.clone()),
            ("condition_name", vec![1; self.bounds.len()]),
            ("condition_bound", self.bounds.clone()),
            ("consumer_start", starts(consumers.iter())),
            ("consumers", consumers.concat()),
            ("task_name", vec![1; tasks.len()]),
            ("task_kind", tasks.iter().map(|task| if task.silent { 2 } else { 0 }).collect()),
            ("task_join", tasks.iter().map(|task| u32::from(task.xor)).collect()),
            ("task_choice", tasks.iter().map(|task| u32::from(task.outcomes.len() > 1)).collect()),
            ("task_guard_flow", vec![NONE; tasks.len()]),
            ("task_scope", vec![0; tasks.len()]),
            ("input_start", starts(tasks.iter().map(|task| &task.inputs))),
            ("input_conditions", tasks.iter().flat_map(|task| task.inputs.clone()).collect()),
            ("input_key", vec![0; tasks.iter().map(|task| task.inputs.len()).sum()]),
            ("outcome_start", starts(tasks.iter().map(|task| &task.outcomes))),
            ("outcome_name", vec![1; outcomes.len()]),
            ("arc_start", starts(outcomes.iter().copied())),
            ("arc_condition", outcomes.iter().flat_map(|arcs| arcs.iter().copied()).collect()),
            ("arc_task", (0..tasks.len()).flat_map(leaves).collect()),
            ("arc_flow", vec![NONE; outcomes.iter().map(|arcs| arcs.len()).sum()]),
            ("cancel_condition_start", starts(tasks.iter().map(|task| &task.clears))),
            ("cancel_conditions", tasks.iter().flat_map(|task| task.clears.clone()).collect()),
            ("cancel_task_start", starts(tasks.iter().map(|task| &task.cancels))),
            ("cancel_tasks", tasks.iter().flat_map(|task| task.cancels.clone()).collect()),
            ("scope_path", vec![0]),
            ("scope_workflow", vec![1]),
        ]
    }

    pub fn encode(&self) -> Vec<u8> {
        let values = self.columns();
        let column = |name: &str| &values.iter().find(|(column, _)| *column == name).expect("a column of the layout").1;
        let counts = COLUMNS.iter().filter(|column| !matches!(column.values, Values::Starts(_)));
        let mut net = vec![1, 1, u32::from(self.implicit), 0];
        let mut by_count = vec![0; 11];
        for rows in counts {
            by_count[rows.rows as usize] = size(column(rows.name).len());
        }
        by_count[1] = size(column("string_start").len() - 1);
        net.extend(by_count);
        let mut sections = vec![(NET_SECTION, 4, net)];
        sections.extend(COLUMNS.iter().map(|described| (described.id, described.size, column(described.name).clone())));
        write(&sections)
    }
}

/// The file of sections: (id, element size, values).
fn write(sections: &[(u32, u32, Vec<u32>)]) -> Vec<u8> {
    let mut bytes = vec![0; HEADER_SIZE + sections.len() * ENTRY_SIZE];
    for (index, (id, element, values)) in sections.iter().enumerate() {
        bytes.resize(bytes.len().next_multiple_of(ALIGNMENT as usize), 0);
        let offset = bytes.len();
        for value in values {
            bytes.extend(&value.to_le_bytes()[..*element as usize]);
        }
        let words = [id | MUST_UNDERSTAND << 16, *element, size(offset), 0, size(values.len()), 0, 0, 0];
        put(&mut bytes, HEADER_SIZE + index * ENTRY_SIZE, &words);
    }
    let length = size(bytes.len());
    put(&mut bytes, 8, &[MAJOR, size(HEADER_SIZE), ENDIAN_TAG, 0, length, 0, size(sections.len())]);
    bytes[..8].copy_from_slice(&MAGIC);
    reseal(&mut bytes);
    bytes
}

/// Makes all checksums right again, as far as the directory can be followed.
pub fn reseal(bytes: &mut [u8]) {
    let at = |bytes: &[u8], offset: usize| {
        u32::from_le_bytes(bytes[offset..offset + 4].try_into().expect("4 bytes")) as usize
    };
    let end = at(bytes, 32).saturating_mul(ENTRY_SIZE).saturating_add(HEADER_SIZE).min(bytes.len());
    for entry in (HEADER_SIZE..end.saturating_sub(ENTRY_SIZE - 1)).step_by(ENTRY_SIZE) {
        let from = at(bytes, entry + 8);
        let to = from.saturating_add(at(bytes, entry + 16).saturating_mul(at(bytes, entry + 4)));
        if to <= bytes.len() {
            let sum = crc32c(&bytes[from..to]);
            put(bytes, entry + 24, &[sum]);
        }
    }
    let head: Vec<u8> = bytes[..60].iter().chain(&bytes[HEADER_SIZE..end]).copied().collect();
    put(bytes, 60, &[crc32c(&head)]);
}

/// The slow and obvious one.
fn crc32c(bytes: &[u8]) -> u32 {
    let bits = |sum: u32, _| (sum >> 1) ^ if sum & 1 == 1 { 0x82f6_3b78 } else { 0 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), bits))
}

fn put(bytes: &mut [u8], offset: usize, words: &[u32]) {
    for (index, word) in words.iter().enumerate() {
        bytes[offset + 4 * index..offset + 4 * index + 4].copy_from_slice(&word.to_le_bytes());
    }
}

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
