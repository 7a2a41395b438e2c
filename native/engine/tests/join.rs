//! What joins and splits say, one small net each.
mod net;
mod script;

use knhk_engine::layout::NONE;
use net::{Net, OR, Task, Wait, XOR, net, task};
use script::check;

#[test]
fn an_and_join_takes_the_weight_of_each_input() {
    let merge = Task { weights: vec![2, 1], ..task(&[1, 2], &[3]) };
    let net = Net { bounds: vec![1, 3, 1, 1], ..net(4, vec![task(&[0], &[1, 2]), merge, task(&[2], &[1, 1, 2])]) };
    check(
        &net,
        "open: put 0, enable 0
        start 0: take 0 0
        complete 0: put 1, put 2, enable 2
        start 2: take 2 2
        complete 2: put 1, put 1, put 2, enable 1, enable 2
        start 1: take 1 1, take 1 1, take 2 1, withdraw 2
        complete 1: put 3, end ok",
    );
}

/// 0 -> split -> 1 and 2 -> a, b -> 3 and 4; an OR-join takes 3 and 4 -> 5. It waits for what is before 4.
fn or_join(waits: Vec<Wait>) -> Net {
    let join = Task { join: OR, waits, ..task(&[3, 4], &[5]) };
    net(
        6,
        vec![
            task(&[0], &[1, 2]),
            task(&[1], &[3]),
            task(&[2], &[4]),
            join,
            Task { clears: vec![2], ..task(&[1], &[3]) },
        ],
    )
}

const BEGIN: &str =
    "open: put 0, enable 0\nstart 0: take 0 0\ncomplete 0: put 1, put 2, enable 1, enable 2, enable 4\n";

#[test]
fn an_or_join_waits_while_a_token_may_come_and_takes_one_from_each_input() {
    let wait = |need| Wait { missing: 1, marked: NONE, needs: vec![need] };
    let net = or_join(vec![wait((2, NONE, 1)), wait((NONE, 2, 1))]);
    let both = "start 1: take 1 1, withdraw 4
        complete 1: put 3
        start 2: take 2 2
        complete 2: put 4, enable 3
        start 3: take 3 3, take 4 3
        complete 3: put 5, end ok";
    check(&net, &format!("{BEGIN}{both}"));
}

#[test]
fn an_or_join_is_asked_again_when_a_token_dies() {
    let net = or_join(vec![Wait { missing: 1, marked: NONE, needs: vec![(2, NONE, 1)] }]);
    let died = "start 4: take 1 4, withdraw 1
        complete 4: clear 2, put 3, withdraw 2, enable 3
        start 3: take 3 3";
    check(&net, &format!("{BEGIN}{died}"));
}

#[test]
fn an_or_join_waits_only_with_the_marked_inputs_of_the_reason() {
    let one = "start 1: take 1 1, withdraw 4\ncomplete 1: put 3";
    let kept = or_join(vec![Wait { missing: 1, marked: 1, needs: vec![] }]);
    check(&kept, &format!("{BEGIN}{one}"));
    let free = or_join(vec![Wait { missing: 1, marked: 2, needs: vec![] }]);
    check(&free, &format!("{BEGIN}{one}, enable 3"));
}

#[test]
fn a_task_reads_without_taking_and_is_withdrawn_when_what_it_reads_goes() {
    let milestone = Task { reads: vec![2], ..task(&[1], &[3]) };
    let tasks = vec![task(&[0], &[1]), milestone, task(&[2], &[4])];
    let net = Net { entries: vec![vec![0, 2]], ..net(5, tasks) };
    check(
        &net,
        "open: put 0, put 2, enable 0, enable 2
        start 0: take 0 0
        complete 0: put 1, enable 1
        start 2: take 2 2, withdraw 1
        start 1: refuse not enabled",
    );
    check(
        &net,
        "open: put 0, put 2, enable 0, enable 2\nstart 0: take 0 0\ncomplete 0: put 1, enable 1\nstart 1: take 1 1",
    );
}

#[test]
fn an_or_split_puts_tokens_for_routes_taken_and_not_taken() {
    let split = Task { several: true, outcomes: vec![vec![1], vec![2], vec![3], vec![]], ..task(&[0], &[]) };
    let net = Net { bounds: vec![1; 5], ..net(5, vec![split, task(&[1], &[4]), task(&[2], &[4]), task(&[3], &[4])]) };
    let begin = "open: put 0, enable 0\nstart 0: take 0 0\n";
    check(
        &net,
        &format!("{begin}complete 0 0: refuse unknown\ncomplete 0 3: refuse unknown\ncomplete 0 4: refuse unknown"),
    );
    check(&net, &format!("{begin}complete 0 1: put 1, enable 1"));
    check(&net, &format!("{begin}complete 0 2: put 2, put 3, enable 2, enable 3"));
}

#[test]
fn an_xor_join_takes_from_the_first_input_that_holds_and_an_or_join_from_each() {
    let joined = |join| {
        let tasks = vec![Task { join, ..task(&[2, 1, 0], &[3]) }];
        Net { entries: vec![vec![0, 1]], ..net(4, tasks) }
    };
    let begin = "open: put 0, put 1, enable 0\nstart 0: take 1 0";
    check(&joined(XOR), &format!("{begin}\ncomplete 0: put 3, end ok"));
    check(&joined(OR), &format!("{begin}, take 0 0"));
}
