//! Ordinary events of any net have a step of their own. It says and does what the rule does, which every event is left
//! to where the commands may not fit.
mod net;

use knhk_engine::layout::{
    COMMAND_CANCEL, COMMAND_ENABLE, COMMAND_END, COMMAND_REFUSE, COMMAND_WITHDRAW, EVENT_COMPLETE, EVENT_OPEN,
    EVENT_SIGNAL, EVENT_START, NONE,
};
use knhk_engine::{Kernel, Report};
use net::{Net, OR, RECEIVE, SILENT, Task, Wait, XOR, net, task};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

/// More commands than an event of these nets says, but for silent tasks that go round for ever.
const ROOM: usize = 1 << 16;

/// What of a task is out of the ordinary: most have nothing.
#[derive(Clone, Debug)]
enum Odd {
    No,
    Join(u32),
    Silent,
    Receive,
    Reads(u32),
    Unless(u32),
    Excludes(u32),
    Clears(u32),
    Weighs,
    Waits(u32, u32),
}

fn odd(conditions: u32, tasks: u32) -> impl Strategy<Value = Odd> {
    prop_oneof![
        12 => Just(Odd::No),
        4 => prop_oneof![Just(XOR), Just(OR)].prop_map(Odd::Join),
        1 => Just(Odd::Silent),
        1 => Just(Odd::Receive),
        1 => (0..conditions).prop_map(Odd::Reads),
        1 => (0..conditions).prop_map(Odd::Unless),
        1 => (0..tasks).prop_map(Odd::Excludes),
        1 => (0..conditions).prop_map(Odd::Clears),
        1 => Just(Odd::Weighs),
        2 => (0..conditions, 0..tasks).prop_map(|(condition, task)| Odd::Waits(condition, task)),
    ]
}

fn nets() -> impl Strategy<Value = Net> {
    let sizes = prop_oneof![3 => (2..12u32, 1..8u32), 1 => (30..90u32, 30..70u32)];
    (sizes, any::<bool>()).prop_flat_map(|((conditions, tasks), implicit)| {
        let some = move |most| btree_set(0..conditions, 1..=most).prop_map(|set| set.into_iter().collect::<Vec<u32>>());
        let most = 3.min(conditions as usize);
        let made =
            (some(most), vec(some(most), 1..3usize), odd(conditions, tasks)).prop_map(|(inputs, outcomes, odd)| {
                let plain = Task { inputs, outcomes, ..Task::default() };
                let wait = |condition, task, inputs: usize| Wait {
                    missing: 0,
                    marked: if inputs > 1 { 2 } else { NONE },
                    needs: vec![(condition, NONE, 1), (NONE, task, 1)],
                };
                match odd {
                    Odd::No => plain,
                    Odd::Join(join) => Task { join, ..plain },
                    Odd::Silent => Task { kind: SILENT, outcomes: plain.outcomes[..1].to_vec(), ..plain },
                    Odd::Receive => Task { kind: RECEIVE, outcomes: plain.outcomes[..1].to_vec(), ..plain },
                    Odd::Reads(condition) => Task { reads: vec![condition], ..plain },
                    Odd::Unless(condition) => Task { unless: vec![condition], ..plain },
                    Odd::Excludes(task) => Task { excludes: vec![task], ..plain },
                    Odd::Clears(condition) => Task { clears: vec![condition], ..plain },
                    Odd::Weighs => Task { weights: vec![2; plain.inputs.len()], ..plain },
                    Odd::Waits(condition, task) => {
                        Task { join: OR, waits: vec![wait(condition, task, plain.inputs.len())], ..plain }
                    }
                }
            });
        let bound = prop_oneof![6 => Just(1u32), 3 => 2..4u32, 1 => 100..127u32];
        let bounds = prop_oneof![Just(vec![1; conditions as usize]), vec(bound, conditions as usize)];
        let kept = prop_oneof![Just(NONE), 0..conditions];
        (vec(made, tasks as usize), bounds, kept).prop_map(move |(tasks, bounds, kept)| Net {
            implicit,
            bounds,
            triggers: vec![kept],
            ..net(conditions, tasks)
        })
    })
}

/// What a case offers, as the commands tell it: tasks that are enabled, and work items that run.
#[derive(Default)]
struct Offer {
    enabled: Vec<u32>,
    running: Vec<u32>,
}

impl Offer {
    /// What may happen, or now and then anything.
    fn choose(&self, net: &Net, (choice, rather, chance): (u32, bool, u32)) -> [u32; 4] {
        let pick = |of: &[u32]| of.get(choice as usize % of.len().max(1)).copied();
        let start = pick(&self.enabled).map(|task| [0, EVENT_START, task, 0]);
        let complete = pick(&self.running).map(|task| {
            let outcomes = net::size(net.tasks[task as usize].outcomes.len());
            [0, EVENT_COMPLETE, task, choice / 7 % outcomes]
        });
        let wanted = if rather { start.or(complete) } else { complete.or(start) };
        let any = choice % (net::size(net.tasks.len()) + 1);
        match (chance, wanted) {
            (0, _) => [0, EVENT_START, any, choice / 64 % 3],
            (1, _) => [0, EVENT_COMPLETE, any, choice / 64 % 70],
            (2, _) => [0, choice / 64 % 12, any, choice / 1_024 % 4],
            (3 | 4, _) => [0, EVENT_SIGNAL, 0, 0],
            (_, Some(wanted)) => wanted,
            (_, None) => [0, EVENT_OPEN, 0, 0],
        }
    }

    fn hear(&mut self, [_, kind, task, _]: [u32; 4], commands: &[u32]) {
        let said = commands.as_chunks::<4>().0;
        if said.iter().any(|command| command[1] == COMMAND_REFUSE) {
            return;
        }
        let forget = |list: &mut Vec<u32>, task: u32| {
            list.iter().position(|one| *one == task).map(|at| list.swap_remove(at));
        };
        if kind == EVENT_START {
            forget(&mut self.enabled, task);
            self.running.push(task);
        }
        if kind == EVENT_COMPLETE {
            forget(&mut self.running, task);
        }
        for [_, word, subject, _] in said {
            match *word {
                COMMAND_ENABLE => self.enabled.push(*subject),
                COMMAND_WITHDRAW => forget(&mut self.enabled, *subject),
                COMMAND_CANCEL => forget(&mut self.running, *subject),
                COMMAND_END => *self = Self::default(),
                _ => {}
            }
        }
    }
}

/// What one event says with so much room, and what it leaves.
fn step(kernel: &mut Kernel, state: &[u32], event: [u32; 4], room: usize) -> (Report, Vec<u32>, Vec<u32>) {
    let mut state = state.to_vec();
    let mut commands = vec![0; room * 4];
    let done = kernel.step(&mut state, &event, &mut commands, 1);
    commands.truncate(done.commands * 4);
    (done, commands, state)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_step_of_ordinary_events_is_the_rule(
        net in nets(),
        wishes in vec((any::<u32>(), any::<bool>(), 0..60u32), 1..120),
    ) {
        let Ok(mut kernel) = Kernel::read(&net.encode()) else { return Err(TestCaseError::reject("no table")) };
        // Less than the room that the quick step asks for.
        let tight = 2 * net.tasks.len() + 8;
        let mut state = vec![0; kernel.state_words()];
        let mut offer = Offer::default();
        for wish in wishes {
            let event = offer.choose(&net, wish);
            let by_rule = step(&mut kernel, &state, event, tight);
            let quick = step(&mut kernel, &state, event, ROOM);
            if quick.0.needed > 0 {
                break;
            }
            if by_rule.0.needed == 0 {
                prop_assert_eq!(&by_rule, &quick, "{:?}", event);
            }
            offer.hear(event, &quick.1);
            state = quick.2;
        }
    }
}

#[test]
fn a_bound_above_what_a_sum_tells_is_left_to_the_rule() {
    let net = Net { bounds: vec![200, 200, 1], ..net(3, vec![task(&[0], &[1]), task(&[1], &[0])]) };
    let mut kernel = Kernel::read(&net.encode()).expect("the net makes a table");
    let empty = vec![0; kernel.state_words()];
    let (_, _, mut state) = step(&mut kernel, &empty, [0, EVENT_OPEN, 0, 0], ROOM);
    for _ in 0..300 {
        for event in
            [[0, EVENT_START, 0, 0], [0, EVENT_COMPLETE, 0, 0], [0, EVENT_START, 1, 0], [0, EVENT_COMPLETE, 1, 0]]
        {
            let (done, commands, after) = step(&mut kernel, &state, event, ROOM);
            assert_eq!(
                (done.consumed, commands.as_chunks::<4>().0.iter().any(|one| one[1] == COMMAND_REFUSE)),
                (1, false)
            );
            state = after;
        }
    }
}

#[test]
fn a_task_that_is_not_there_does_not_start_as_another_would() {
    let join = Task { join: XOR, ..task(&[0, 1], &[0]) };
    let mut kernel = Kernel::read(&Net { entries: vec![vec![1]], ..net(3, vec![join]) }.encode()).expect("a table");
    let empty = vec![0; kernel.state_words()];
    let (_, _, state) = step(&mut kernel, &empty, [0, EVENT_OPEN, 0, 0], ROOM);
    for (task, is_refused) in [(0, false), (1, true), (2, true), (u32::MAX, true)] {
        let (_, commands, _) = step(&mut kernel, &state, [0, EVENT_START, task, 0], ROOM);
        assert_eq!(commands[1] == COMMAND_REFUSE, is_refused, "{task}");
    }
}
