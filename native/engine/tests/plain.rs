//! Plain nets have a step of their own. It says and does what the rule does, which every event is left to where the
//! commands may not fit.
mod net;

use knhk_engine::Kernel;
use knhk_engine::layout::{COMMAND_END, COMMAND_REFUSE, EVENT_COMPLETE, EVENT_OPEN, EVENT_START, EVENT_WORDS};
use net::{Net, Task, XOR, net, task};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;

const CASES: u32 = 3;

/// Nets of bound 1 whose tasks take from all inputs and put; seldom sound.
fn plain_nets() -> impl Strategy<Value = Net> {
    (2..32u32, 1..33usize, any::<bool>()).prop_flat_map(|(conditions, tasks, implicit)| {
        let some = move |most| btree_set(0..conditions, 1..=most).prop_map(|set| set.into_iter().collect::<Vec<u32>>());
        let joins = (
            some(3.min(conditions as usize)),
            prop_oneof![9 => 1..4usize, 1 => 14..18usize]
                .prop_flat_map(move |ways| vec(some(5.min(conditions as usize)), ways)),
            any::<bool>(),
        );
        let made = joins.prop_map(|(inputs, outcomes, xor)| {
            let join = if xor && inputs.len() == 1 { XOR } else { net::AND };
            Task { join, inputs, outcomes, ..Task::default() }
        });
        vec(made, tasks).prop_map(move |tasks| Net { implicit, ..net(conditions, tasks) })
    })
}

/// Mostly what may happen: the task and whether it starts are wishes, which a running case is asked for.
type Wish = (u32, u32, bool, u32, u32);

fn wishes() -> impl Strategy<Value = Vec<Wish>> {
    let odd = prop_oneof![Just(u32::MAX), Just(31), any::<u32>(), 0..5u32];
    vec((0..CASES, any::<u32>(), any::<bool>(), 0..40u32, odd), 1..400)
}

/// The event of a wish, in a case of a plain net: its words are status, marking, enabled, running.
fn event(net: &Net, state: &[u32], (slot, choice, rather, chance, odd): Wish) -> [u32; EVENT_WORDS] {
    let pick = |bits: u32| (0..32).filter(|bit| bits >> bit & 1 == 1).nth((choice % bits.count_ones().max(1)) as usize);
    let start = pick(state[2]).map(|task| [slot, EVENT_START, task, 0]);
    let complete = pick(state[3]).map(|task| {
        let outcomes = net.tasks[task as usize].outcomes.len();
        [slot, EVENT_COMPLETE, task, choice / 7 % u32::try_from(outcomes).expect("there are few")]
    });
    let wanted = if rather { start.or(complete) } else { complete.or(start) };
    match (chance, wanted) {
        (0, _) => [slot, odd, choice % 33, odd],
        (4..12, Some([_, _, task, _])) => [slot, choice / 64 % 8, task, choice / 1_024 % 4],
        (1, _) => [slot, EVENT_COMPLETE, choice % 33, odd],
        (2, _) => [slot, EVENT_START, odd, odd],
        (3, _) => [odd, EVENT_START, choice % 33, 0],
        (_, Some(wanted)) => wanted,
        (_, None) => [slot, EVENT_OPEN, 0, 0],
    }
}

/// What a step says, with so much room, and what it leaves.
fn step(kernel: &mut Kernel, arena: &[u32], events: &[u32], room: usize) -> (Vec<u32>, Vec<u32>) {
    let mut arena = arena.to_vec();
    let mut commands = vec![0; room * 4];
    let count = events.len() / EVENT_WORDS;
    let done = kernel.step(&mut arena, events, &mut commands, count);
    assert_eq!((done.consumed, done.needed), (count, 0));
    commands.truncate(done.commands * 4);
    (commands, arena)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_step_of_plain_nets_is_the_rule(net in plain_nets(), wishes in wishes()) {
        let mut kernel = Kernel::read(&net.encode()).expect("the net makes a table");
        prop_assert_eq!(kernel.state_words(), 4);
        // Less than the room that the quick step asks for, and more than any event says.
        let tight = 2 * net.tasks.len() + 8;
        let mut arena = vec![0; CASES as usize * 4];
        let mut events = Vec::new();
        let mut said = Vec::new();
        let opened = arena.clone();
        for wish in wishes {
            let at = wish.0 as usize * 4;
            let event = event(&net, &arena[at..at + 4], wish);
            let (commands, after) = step(&mut kernel, &arena, &event, tight);
            prop_assert_eq!(&step(&mut kernel, &arena, &event, 4_096), &(commands.clone(), after.clone()));
            let mut commands = commands;
            for command in commands.as_chunks_mut::<4>().0.iter_mut().filter(|command| command[1] == COMMAND_REFUSE) {
                command[3] = u32::try_from(events.len() / EVENT_WORDS).expect("there are few");
            }
            let ended = commands.as_chunks::<4>().0.iter().any(|command| command[1] == COMMAND_END);
            arena = after;
            events.extend(event);
            said.extend(commands);
            if ended && wish.1 % 2 == 0 {
                break;
            }
        }
        let whole = step(&mut kernel, &opened, &events, 1 << 16);
        prop_assert_eq!(whole, (said, arena));
    }
}

#[test]
fn a_completion_by_the_last_of_all_numbers_is_no_start() {
    let mut kernel = Kernel::read(&net(2, vec![task(&[0], &[1])]).encode()).expect("the net makes a table");
    let (_, arena) = step(&mut kernel, &[0; 4], &[0, EVENT_OPEN, 0, 0], 64);
    let (_, after) = step(&mut kernel, &arena, &[0, EVENT_COMPLETE, 0, u32::MAX], 64);
    assert_eq!(after, arena);
}
