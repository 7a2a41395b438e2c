//! What tasks with instances say, one small net each.
mod net;
mod script;

use knhk_engine::layout::NONE;
use net::{CANCEL, Instances, Net, OPEN, Task, UNTIL, task};
use script::check;

/// 0 -> a task with instances -> 1 -> the end -> 2; and 3 -> a task that completes the first as it is -> 4.
fn net(instances: Instances) -> Net {
    let tasks = vec![
        Task { instances: Some(instances), ..task(&[0], &[1]) },
        task(&[1], &[2]),
        Task { completes: vec![0], ..task(&[3], &[4]) },
        Task { cancels: vec![0], clears: vec![0], ..task(&[3], &[4]) },
    ];
    Net { bounds: vec![1; 5], tasks, outputs: vec![2], entries: vec![vec![0], vec![0, 3]], ..Net::default() }
}

const fn from(min: u32, max: u32) -> Instances {
    Instances { count: NONE, min, max, threshold: NONE, flags: 0 }
}

const OPENED: &str = "open: put 0, enable 0\n";

#[test]
fn the_count_comes_with_the_start_or_is_fixed() {
    let counted = "start 0 0: refuse count\nstart 0 4: refuse count\nstart 0 3: take 0 0, spawn 0 3";
    check(&net(from(1, 3)), &format!("{OPENED}{counted}"));
    check(&net(Instances { count: 2, ..from(1, 3) }), &format!("{OPENED}start 0 9: take 0 0, spawn 0 2"));
}

#[test]
fn the_task_is_done_when_all_instances_are_finished() {
    check(
        &net(from(0, 3)),
        "open: put 0, enable 0
        begin 0: refuse not started
        finish 0: refuse not started
        add 0: refuse not started
        start 0 2: take 0 0, spawn 0 2
        complete 0: refuse unknown
        begin 1: refuse unknown
        finish 0: refuse not started
        begin 0:
        begin 0:
        begin 0: refuse not started
        finish 0 1: refuse unknown
        finish 0:
        finish 0: done 0, put 1, enable 1
        finish 0: refuse not started",
    );
}

#[test]
fn no_instances_are_done_at_once() {
    check(&net(from(0, 3)), &format!("{OPENED}start 0 0: take 0 0, done 0, put 1, enable 1"));
}

#[test]
fn at_the_threshold_the_others_go_on_or_are_cancelled() {
    let two = |flags| net(Instances { count: 4, threshold: 2, flags, ..from(4, 4) });
    let begin = "open: put 0, enable 0\nstart 0: take 0 0, spawn 0 4\nbegin 0:\nbegin 0:\nbegin 0:\nfinish 0:\n";
    let absorbed = "finish 0: done 0, put 1, enable 1
        finish 0:
        begin 0:
        finish 0:
        finish 0: refuse not started";
    check(&two(0), &format!("{begin}{absorbed}"));
    check(&two(CANCEL), &format!("{begin}finish 0: done 0, withdraw 0 1, cancel 0 1, put 1, enable 1"));
}

#[test]
fn without_synchronization_the_task_is_done_when_its_instances_are_there() {
    let apart = net(Instances { threshold: 0, ..from(0, 3) });
    check(&apart, &format!("{OPENED}start 0 2: take 0 0, spawn 0 2, done 0, put 1, enable 1\nbegin 0:\nfinish 0:"));
}

#[test]
fn a_task_starts_again_only_when_all_its_instances_are_finished() {
    let mut net = net(Instances { count: 2, threshold: 1, ..from(2, 2) });
    net.tasks[1].outcomes = vec![vec![0]];
    check(
        &net,
        "open: put 0, enable 0
        start 0: take 0 0, spawn 0 2
        begin 0:
        finish 0: done 0, put 1, enable 1
        start 1: take 1 1
        complete 1: put 0
        begin 0:
        finish 0: enable 0",
    );
}

#[test]
fn instances_are_added_while_the_task_is_not_done() {
    let open = Instances { flags: OPEN, ..from(1, 3) };
    let begin = "open: put 0, enable 0\nstart 0 1: take 0 0, spawn 0 1\n";
    check(&net(from(1, 3)), &format!("{begin}add 0: refuse closed"));
    check(
        &net(open.clone()),
        &format!("{begin}add 0: spawn 0 1\nadd 0: spawn 0 1\nadd 0: refuse count\nadd 1: refuse unknown"),
    );
    let early = net(Instances { threshold: 1, ..open });
    let closed = "add 0: spawn 0 1\nbegin 0:\nfinish 0: done 0, put 1, enable 1\nadd 0: refuse closed";
    check(&early, &format!("{begin}{closed}"));
}

#[test]
fn an_instance_says_when_the_task_is_done_and_if_none_does_more_may_be_added() {
    let until = |flags| net(Instances { flags: UNTIL | flags, ..from(1, 2) });
    let begin = "open: put 0, enable 0\nstart 0 1: take 0 0, spawn 0 1\nbegin 0:\n";
    check(&until(0), &format!("{begin}finish 0 2: refuse unknown\nfinish 0 1: done 0, put 1, enable 1"));
    check(&until(0), &format!("{begin}finish 0: end deadlock"));
    check(&until(OPEN), &format!("{begin}finish 0:\nadd 0: spawn 0 1\nbegin 0:\nfinish 0: end deadlock"));
}

#[test]
fn a_task_that_is_completed_as_it_is_goes_on_and_its_instances_do_not() {
    let absorbing = Instances { count: 3, threshold: 1, ..from(3, 3) };
    let begin = "open 1: put 0, put 3, enable 0, enable 2, enable 3
        start 2: take 3 2, withdraw 3
        start 0: take 0 0, spawn 0 3
        begin 0:\n";
    check(
        &net(absorbing.clone()),
        &format!("{begin}complete 2: done 0, withdraw 0 2, cancel 0 1, put 1, put 4, enable 1"),
    );
    let done = "finish 0: done 0, put 1, enable 1\ncomplete 2: withdraw 0 2, put 4";
    check(&net(absorbing.clone()), &format!("{begin}{done}"));
    let idle = "open 1: put 0, put 3, enable 0, enable 2, enable 3\nstart 2: take 3 2, withdraw 3\ncomplete 2: put 4";
    check(&net(absorbing), idle);
}

#[test]
fn a_region_withdraws_what_did_not_begin_and_cancels_what_did() {
    let begin = "open 1: put 0, put 3, enable 0, enable 2, enable 3
        start 3: take 3 3, withdraw 2
        start 0 3: take 0 0, spawn 0 3
        begin 0:\n";
    let three = || net(from(0, 3));
    check(&three(), &format!("{begin}complete 3: withdraw 0 2, cancel 0 1, put 4, end deadlock"));
    check(&three(), &format!("{begin}stop 0: withdraw 0 2, cancel 0 1"));
    check(&three(), &format!("{begin}cancel: withdraw 0 2, cancel 0 1, cancel 3 1, end cancelled"));
    check(&three(), &format!("{begin}fail 0: withdraw 0 2, cancel 3 1, end failed"));
}
