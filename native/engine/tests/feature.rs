//! What each feature of the step says beside joins and instances, one small net each.
mod net;
mod script;

use knhk_engine::layout::NONE;
use net::{Net, RECEIVE, SILENT, Task, XOR, net, task};
use script::check;

#[test]
fn an_entry_marks_its_conditions() {
    let tasks = vec![task(&[0], &[3]), task(&[1, 2], &[3])];
    let net = Net { entries: vec![vec![0], vec![2, 1]], ..net(4, tasks) };
    check(&net, "open 2: refuse unknown\nopen 1: put 2, put 1, enable 1\nopen 0: refuse slot");
}

#[test]
fn a_blocked_task_is_enabled_and_does_not_start() {
    let excluded = |inputs: &[u32], other: u32| Task { excludes: vec![other], ..task(inputs, &[2]) };
    let last = Task { weights: vec![2], ..task(&[2], &[3]) };
    let tasks = vec![excluded(&[0], 1), excluded(&[1], 0), last];
    let net = Net { bounds: vec![1, 1, 2, 1], entries: vec![vec![0, 1]], ..net(4, tasks) };
    check(
        &net,
        "open: put 0, put 1, enable 0, enable 1
        start 0: take 0 0
        start 1: refuse blocked
        complete 0: put 2
        start 1: take 1 1
        complete 1: put 2, enable 2",
    );
    let freed = "open: put 0, put 1, enable 0, enable 1\nstart 0: take 0 0\nstop 0: cancel 0 1\nstart 1: take 1 1";
    check(&net, freed);
}

#[test]
fn a_case_with_nothing_but_blocked_tasks_is_a_deadlock() {
    let net = net(3, vec![Task { unless: vec![1], ..task(&[0], &[2]) }]);
    check(&Net { entries: vec![vec![0, 1]], ..net }, "open: put 0, put 1, enable 0, withdraw 0, end deadlock");
}

#[test]
fn a_silent_task_goes_on_when_what_blocks_it_goes() {
    let route = Task { kind: SILENT, unless: vec![1], excludes: vec![1], ..task(&[0], &[2]) };
    let net = Net { entries: vec![vec![0, 1]], ..net(4, vec![route, task(&[1], &[]), task(&[2], &[3])]) };
    check(
        &net,
        "open: put 0, put 1, enable 1
        start 1: take 1 1
        complete 1: take 0 0, put 2, enable 2",
    );
}

#[test]
fn silent_tasks_that_fire_for_ever_end_the_case() {
    let net = net(3, vec![Task { kind: SILENT, ..task(&[0], &[1]) }, Task { kind: SILENT, ..task(&[1], &[0]) }]);
    let rounds = "take 0 0, put 1, take 1 1, put 0, ".repeat(7);
    check(&net, &format!("open: put 0, {rounds}overflow none, end failed"));
}

#[test]
fn a_task_that_cancels_the_case_ends_it_before_its_tokens() {
    let stop = Task { cancels_case: true, clears: vec![1], ..task(&[0], &[3]) };
    let net = Net { entries: vec![vec![0, 1]], ..net(4, vec![stop, task(&[1], &[2])]) };
    check(
        &net,
        "open: put 0, put 1, enable 0, enable 1\nstart 0: take 0 0\ncomplete 0: clear 1, withdraw 1, end cancelled",
    );
}

#[test]
fn a_failure_ends_the_case_with_the_status_that_it_brings() {
    let net = Net { entries: vec![vec![0, 1]], ..net(3, vec![task(&[0], &[2]), task(&[1], &[2])]) };
    let begin = "open: put 0, put 1, enable 0, enable 1\nstart 0: take 0 0\n";
    check(&net, &format!("{begin}fail 1: refuse not started\nfail 0 1: refuse unknown\nfail 0 6: refuse unknown"));
    check(&net, &format!("{begin}fail 0: withdraw 1, end failed\nfail 0: refuse ended"));
    check(&net, &format!("{begin}fail 0 3: withdraw 1, end cancelled"));
}

#[test]
fn stopping_empties_the_inputs_and_cancels_the_items() {
    let net = Net {
        bounds: vec![2, 1, 1, 1],
        entries: vec![vec![0, 1, 0]],
        ..net(4, vec![task(&[0], &[3]), task(&[1], &[3])])
    };
    check(
        &net,
        "open: put 0, put 1, put 0, enable 0, enable 1
        stop 1: clear 1, withdraw 1
        stop 1: refuse not started
        stop 2: refuse unknown
        start 0: take 0 0, enable 0
        stop 0: clear 0, withdraw 0, cancel 0 1, end deadlock",
    );
}

#[test]
fn tokens_of_a_resource_are_no_work_left() {
    let implicit =
        |resources| Net { implicit: true, resources, entries: vec![vec![0, 1]], ..net(3, vec![task(&[0], &[2])]) };
    let run = "open: put 0, put 1, enable 0\nstart 0: take 0 0\ncomplete 0: put 2, end";
    check(&implicit(vec![1]), &format!("{run} ok"));
    check(&implicit(vec![]), &format!("{run} deadlock"));
}

/// Two tasks receive one signal, which is kept in condition 2 or not at all.
fn receivers(kept: u32) -> Net {
    let receive = |input| Task { kind: RECEIVE, ..task(&[input], &[3]) };
    let last = Task { weights: vec![2], ..task(&[3], &[4]) };
    let tasks = vec![receive(0), receive(1), last, task(&[5], &[0])];
    let net = Net { bounds: vec![1, 1, 1, 2, 1, 1], outputs: vec![4], resources: vec![2], tasks, ..Net::default() };
    Net { entries: vec![vec![0, 1], vec![5]], triggers: vec![kept], ..net }
}

#[test]
fn a_signal_wakes_one_task_that_waits_for_it_and_is_lost_if_none_does() {
    check(
        &receivers(NONE),
        "open: put 0, put 1, enable 0, enable 1
        signal 1: refuse unknown
        start 0: refuse not enabled
        complete 0: refuse not started
        signal 0: take 0 0, done 0, put 3
        signal 0: take 1 1, done 1, put 3, enable 2
        signal 0: refuse not waiting
        expire 0: refuse unknown",
    );
}

#[test]
fn a_signal_that_is_kept_comes_to_the_next_task_that_waits_or_grows_too_old() {
    let begin = "open 1: put 5, enable 3\nexpire 0: refuse not waiting\nsignal 0: put 2\nsignal 0: refuse full\n";
    let used = "start 3: take 5 3\ncomplete 3: put 0, enable 0, take 0 0, take 2 0, done 0, put 3, end deadlock";
    check(&receivers(2), &format!("{begin}{used}"));
    check(&receivers(2), &format!("{begin}expire 0: take 2 none\nstart 3: take 5 3\ncomplete 3: put 0, enable 0"));
}

#[test]
fn a_blocked_task_does_not_receive() {
    let mut net = receivers(2);
    net.tasks[0].unless = vec![1];
    net.tasks[1].join = XOR;
    check(
        &net,
        "open: put 0, put 1, enable 0, enable 1
        signal 0: take 1 1, done 1, put 3
        signal 0: take 0 0, done 0, put 3, enable 2",
    );
    net.tasks[0].unless = vec![5];
    net.tasks[3].outcomes = vec![vec![]];
    net.entries = vec![vec![0, 5]];
    check(
        &net,
        "open: put 0, put 5, enable 0, enable 3
        signal 0: put 2
        start 3: take 5 3, take 0 0, take 2 0, done 0, put 3",
    );
}

#[test]
fn a_token_in_the_condition_of_a_signal_counts_as_one() {
    let mut net = receivers(2);
    net.tasks[3].outcomes = vec![vec![2]];
    net.entries = vec![vec![0, 5]];
    check(
        &net,
        "open: put 0, put 5, enable 0, enable 3
        start 3: take 5 3
        complete 3: put 2, take 0 0, take 2 0, done 0, put 3, end deadlock",
    );
}
