//! Random nets, seldom sound, and random events: what holds after every step, told a second way.
mod net;

use knhk_engine::layout::{
    COMMAND_CANCEL, COMMAND_CLEAR, COMMAND_ENABLE, COMMAND_END, COMMAND_PUT, COMMAND_REFUSE, COMMAND_TAKE,
    COMMAND_WITHDRAW, EVENT_CANCEL, EVENT_COMPLETE, EVENT_FAIL, EVENT_OPEN, EVENT_START, NONE, STATUS_EMPTY,
    STATUS_FAILED, STATUS_RUNNING,
};
use knhk_engine::{Kernel, Table};
use net::{Net, Task, reseal, size};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::subsequence;

fn nets() -> impl Strategy<Value = Net> {
    (2..7usize, 1..8usize).prop_flat_map(|(conditions, tasks)| {
        let some = move |least: usize, of: usize| subsequence((0..size(of)).collect::<Vec<u32>>(), least..=of);
        let seldom = move |of: usize| prop_oneof![4 => Just(vec![]), 1 => some(0, of)];
        let outcomes = vec(vec(0..size(conditions), 0..4), 1..3);
        let task = (0..4u32, any::<bool>(), some(1, conditions), outcomes, seldom(conditions), seldom(tasks)).prop_map(
            |(kind, xor, inputs, mut outcomes, clears, cancels)| {
                let silent = kind == 0;
                outcomes.truncate(if silent { 1 } else { 2 });
                Task { silent, xor, inputs, outcomes, clears, cancels }
            },
        );
        let bounds = vec(prop_oneof![3 => Just(1u32), 1 => 2..4u32], conditions);
        (bounds, vec(task, tasks), some(1, conditions), any::<bool>())
            .prop_map(|(bounds, tasks, outputs, implicit)| Net { bounds, tasks, outputs, implicit })
    })
}

/// A case as its commands tell it: counts by index.
#[derive(Debug, Default, PartialEq)]
struct Told {
    marked: Vec<u32>,
    enabled: Vec<bool>,
    running: Vec<u32>,
}

impl Told {
    fn hear(&mut self, command: &[u32]) {
        let (subject, detail) = (command[2] as usize, command[3] as usize);
        match command[1] {
            COMMAND_PUT => self.marked[subject] += 1,
            COMMAND_TAKE => self.marked[subject] -= 1,
            COMMAND_CLEAR => self.marked[subject] = 0,
            COMMAND_ENABLE => {
                assert!(!self.enabled[subject], "enabled twice");
                self.enabled[subject] = true;
            }
            COMMAND_WITHDRAW => {
                assert!(self.enabled[subject], "withdrawn, not enabled");
                self.enabled[subject] = false;
            }
            COMMAND_CANCEL => {
                assert_eq!(self.running[subject] as usize, detail, "cancelled, as many as run");
                self.running[subject] = 0;
            }
            _ => {}
        }
    }

    fn expected(&self, net: &Net) -> Vec<bool> {
        let wanted = |(index, task): (usize, &Task)| {
            let marked = |condition: &u32| self.marked[*condition as usize] > 0;
            let satisfied = if task.xor { task.inputs.iter().any(marked) } else { task.inputs.iter().all(marked) };
            let bound = task.inputs.iter().map(|condition| net.bounds[*condition as usize]).max();
            assert!(!(satisfied && task.silent), "a silent task is left to fire");
            satisfied && Some(self.running[index]) < bound
        };
        net.tasks.iter().enumerate().map(wanted).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn commands_tell_the_state_and_every_state_is_settled(
        net in nets(),
        wishes in vec((0..8u32, any::<u32>(), 0..3u32), 1..60),
    ) {
        let mut kernel = Kernel::read(&net.encode()).expect("the net makes a table");
        let mut state = vec![0; kernel.state_words()];
        let mut commands = vec![0; 1 << 16];
        let tasks = net.tasks.len();
        let mut told = Told { marked: vec![0; net.bounds.len()], enabled: vec![false; tasks], running: vec![0; tasks] };
        for (kind, pick, outcome) in wishes {
            let pick = size(pick as usize % tasks);
            let event = match (state[0], kind) {
                (STATUS_EMPTY, _) => [0, EVENT_OPEN, 0, 0],
                (_, 0) => [outcome, pick, pick, outcome],
                (_, 1) if outcome == 2 => [0, if pick == 0 { EVENT_CANCEL } else { EVENT_FAIL }, pick, 0],
                (_, 2..5) => [0, EVENT_START, pick, 0],
                _ => [0, EVENT_COMPLETE, pick, outcome],
            };
            let before = state.clone();
            let done = kernel.step(&mut state, &event, &mut commands, 1);
            prop_assert_eq!((done.consumed, done.needed), (1, 0));
            let said: Vec<&[u32]> = commands.chunks(4).take(done.commands).collect();
            if said.iter().any(|command| command[1] == COMMAND_REFUSE) {
                prop_assert_eq!((said.len(), &before), (1, &state));
                continue;
            }
            let task = event[2] as usize;
            match event[1] {
                EVENT_START => {
                    prop_assert!(std::mem::take(&mut told.enabled[task]));
                    told.running[task] += 1;
                }
                EVENT_COMPLETE | EVENT_FAIL => told.running[task] -= 1,
                _ => {}
            }
            for command in &said {
                told.hear(command);
            }
            prop_assert!(told.marked.iter().zip(&net.bounds).all(|(tokens, bound)| tokens <= bound));
            let ended = said.last().filter(|command| command[1] == COMMAND_END).map(|command| command[2]);
            prop_assert_eq!(state[0], ended.unwrap_or(STATUS_RUNNING));
            if ended.is_some() {
                let items = told.enabled.contains(&true) || told.running.iter().any(|items| *items > 0);
                prop_assert!(!items, "an end leaves no items");
                state.fill(0);
                told.marked.fill(0);
            } else {
                let expected = told.expected(&net);
                prop_assert_eq!(&told.enabled, &expected);
                prop_assert!(told.enabled.contains(&true) || told.running.iter().any(|items| *items > 0));
            }
        }
    }

    #[test]
    fn an_event_that_says_more_than_there_is_room_for_changes_nothing(net in nets(), room in 0..40usize) {
        let mut kernel = Kernel::read(&net.encode()).expect("the net makes a table");
        let mut state = vec![0; kernel.state_words()];
        let mut tight = vec![0; room * 4];
        let done = kernel.step(&mut state, &[0, EVENT_OPEN, 0, 0], &mut tight, 1);
        if done.needed > 0 {
            prop_assert!(done.needed > tight.len() && done.consumed == 0 && state.iter().all(|word| *word == 0));
            let mut enough = vec![0; done.needed];
            let again = kernel.step(&mut state, &[0, EVENT_OPEN, 0, 0], &mut enough, 1);
            prop_assert_eq!((again.commands * 4, again.consumed, again.needed), (done.needed, 1, 0));
            prop_assert!(state[0] == STATUS_RUNNING || state[0] <= STATUS_FAILED);
        } else {
            prop_assert_eq!(done.consumed, 1);
        }
    }

    #[test]
    fn bytes_that_are_changed_anywhere_never_panic(
        net in nets(),
        changes in vec((any::<usize>(), any::<u8>()), 1..8),
        cut in any::<usize>(),
        seal in any::<bool>(),
    ) {
        let mut bytes = net.encode();
        for (at, byte) in changes {
            let length = bytes.len();
            bytes[at % length] = byte;
        }
        if seal {
            reseal(&mut bytes);
        } else {
            bytes.truncate(cut % (bytes.len() + 1));
        }
        if let Ok(table) = Table::read(&bytes) {
            let mut kernel = Kernel::new(&table);
            let mut arena = vec![0; kernel.state_words() * 2];
            let mut commands = vec![0; 4096];
            for kind in 0..7 {
                for task in 0..3 {
                    let events = [0, kind, task, 0, 1, kind, task, 1, NONE, kind, task, 0];
                    kernel.step(&mut arena, &events, &mut commands, 3);
                }
            }
        }
    }
}
