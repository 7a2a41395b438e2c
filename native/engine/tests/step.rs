//! Random nets, seldom sound, and random events: what holds after every step, told a second way.
mod net;
mod random;
mod told;

use knhk_engine::layout::{
    COMMAND_END, COMMAND_OVERFLOW, COMMAND_PUT, COMMAND_REFUSE, EVENT_FAIL, EVENT_OPEN, EVENT_START, NONE,
    STATUS_DEADLOCK, STATUS_FAILED, STATUS_OK, STATUS_RUNNING,
};
use knhk_engine::{Kernel, Table};
use net::file::reseal;
use proptest::collection::vec;
use proptest::prelude::*;
use random::{event, nets, wishes};
use told::Told;

proptest! {
    #![proptest_config(ProptestConfig { cases: 800, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn commands_tell_the_state_and_every_state_is_settled(
        net in nets(),
        wishes in wishes(80),
    ) {
        let mut kernel = Kernel::read(&net.encode()).expect("the net makes a table");
        let mut state = vec![0; kernel.state_words()];
        let mut commands = vec![0; 1 << 16];
        let mut told = Told::new(&net);
        for wish in wishes {
            let event = event(state[0], net.tasks.len(), &told.items(), wish);
            let before = state.clone();
            let done = kernel.step(&mut state, &event, &mut commands, 1);
            prop_assert_eq!((done.consumed, done.needed), (1, 0));
            let said: Vec<&[u32]> = commands.chunks(4).take(done.commands).collect();
            if said.iter().any(|command| command[1] == COMMAND_REFUSE) {
                prop_assert_eq!((said.len(), &before), (1, &state));
                continue;
            }
            told.apply(&net, event);
            for command in &said {
                told.hear(&net, command);
            }
            told.agree(&net, &state);
            prop_assert!(told.marked.iter().zip(&net.bounds).all(|(tokens, bound)| tokens <= bound));
            let Some(ended) = said.last().filter(|command| command[1] == COMMAND_END).map(|command| command[2]) else {
                prop_assert_eq!(state[0], STATUS_RUNNING);
                let expected = told.expected(&net);
                prop_assert_eq!(&told.enabled, &expected);
                prop_assert!(told.goes_on(&net));
                continue;
            };
            prop_assert_eq!(state[0], ended);
            prop_assert!(!told.has_items(), "an end leaves no items");
            let put = said.iter().rev().find(|command| command[1] == COMMAND_PUT);
            let ends_at_once = !net.implicit && put.is_some_and(|command| net.outputs.contains(&command[2]));
            let overflows = said.iter().any(|command| command[1] == COMMAND_OVERFLOW);
            match ended {
                STATUS_OK => prop_assert!(ends_at_once || (net.implicit && told.is_over(&net))),
                STATUS_DEADLOCK => prop_assert!(!ends_at_once && !overflows),
                STATUS_FAILED => prop_assert!(overflows || event[1] == EVENT_FAIL),
                _ => {}
            }
            state.fill(0);
            told = Told::new(&net);
        }
    }

    #[test]
    fn an_event_that_says_more_than_there_is_room_for_changes_nothing(
        net in nets(),
        wishes in wishes(40),
        room in 0..40usize,
    ) {
        let mut kernel = Kernel::read(&net.encode()).expect("the net makes a table");
        let mut state = vec![0; kernel.state_words()];
        let mut tight = vec![0; room * 4];
        for wish in wishes {
            let event = event(state[0], net.tasks.len(), &[], wish);
            let before = state.clone();
            let done = kernel.step(&mut state, &event, &mut tight, 1);
            if done.needed == 0 {
                prop_assert_eq!(done.consumed, 1);
                continue;
            }
            prop_assert!(done.needed > tight.len() && done.consumed == 0);
            prop_assert_eq!(&before, &state);
            let mut enough = vec![0; done.needed];
            let again = kernel.step(&mut state, &event, &mut enough, 1);
            prop_assert_eq!((again.commands * 4, again.consumed, again.needed), (done.needed, 1, 0));
        }
    }

    #[test]
    fn a_batch_does_what_its_events_do_one_by_one(
        net in nets(),
        room in 1..80usize,
        wishes in wishes(40),
    ) {
        let mut kernel = Kernel::read(&net.encode()).expect("the net makes a table");
        let words = kernel.state_words();
        let (mut one_by_one, mut batched) = (vec![0; words], vec![0; words]);
        let mut commands = vec![0; 1 << 14];
        let mut said = Vec::new();
        let mut events = Vec::new();
        for wish in wishes {
            let event = event(one_by_one[0], net.tasks.len(), &[], wish);
            events.extend(event);
            let done = kernel.step(&mut one_by_one, &event, &mut commands, 1);
            said.extend(commands.chunks(4).take(done.commands).map(|command| command[..3].to_vec()));
        }
        let mut heard = Vec::new();
        let mut at = 0;
        while at < events.len() {
            let done = kernel.step(&mut batched, &events[at..], &mut commands[..room * 4], events.len() / 4);
            heard.extend(commands.chunks(4).take(done.commands).map(|command| command[..3].to_vec()));
            if done.needed > 0 {
                let done = kernel.step(&mut batched, &events[at..], &mut commands, 1);
                heard.extend(commands.chunks(4).take(done.commands).map(|command| command[..3].to_vec()));
                at += 4;
            }
            at += done.consumed * 4;
        }
        prop_assert_eq!((said, one_by_one), (heard, batched));
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
            let mut kernel = Kernel::new(table);
            let mut arena = vec![0; kernel.state_words() * 2];
            let mut commands = vec![0; 4096];
            for kind in [EVENT_OPEN, EVENT_START, 6, 6, 7, 3, 9, 9, 8, 10, EVENT_START, 11, EVENT_FAIL, 12] {
                for task in 0..3 {
                    let events = [0, kind, task, 1, 1, kind, task, 0, NONE, kind, task, 0];
                    kernel.step(&mut arena, &events, &mut commands, 3);
                }
            }
        }
    }
}
