//! Events and what they are answered with, as lines of text: `start 0: take 0 0, enable 1`.
use knhk_engine::Kernel;
use knhk_engine::layout::NONE;

use crate::net::Net;

const EVENTS: [&str; 12] =
    ["", "open", "start", "complete", "fail", "cancel", "begin", "finish", "add", "signal", "expire", "stop"];
const COMMANDS: [&str; 12] =
    ["", "enable", "withdraw", "cancel", "take", "put", "clear", "end", "refuse", "overflow", "spawn", "done"];
const STATUSES: [&str; 6] = ["empty", "running", "ok", "cancelled", "deadlock", "failed"];
const REFUSALS: [&str; 11] =
    ["", "slot", "ended", "unknown", "not enabled", "not started", "blocked", "not waiting", "count", "full", "closed"];

/// Steps the event of each line at one case and compares the commands with the rest of the line.
pub fn check(net: &Net, script: &str) {
    let mut kernel = Kernel::read(&net.encode()).expect("the net makes a table");
    let mut state = vec![0; kernel.state_words()];
    let mut commands = vec![0; 1 << 16];
    let mut said = String::new();
    for line in script.trim().lines() {
        let (event, _) = line.trim().split_once(':').expect("an event and its commands");
        let done = kernel.step(&mut state, &words(event), &mut commands, 1);
        let texts: Vec<String> = commands.chunks(4).take(done.commands).map(text).collect();
        said.push_str(format!("{event}: {}", texts.join(", ")).trim_end());
        said.push('\n');
    }
    let wanted: Vec<&str> = script.trim().lines().map(str::trim).collect();
    assert_eq!(wanted.join("\n"), said.trim_end(), "wanted on the left, said on the right");
}

/// An event: its kind, its subject and its detail, 0 if they are not there.
fn words(event: &str) -> [u32; 4] {
    let mut words = event.split(' ');
    let kind = words.next().and_then(|word| EVENTS.iter().position(|name| *name == word)).expect("a kind of event");
    let mut number = || words.next().map_or(0, |word| word.parse().expect("a number"));
    [0, u32::try_from(kind).expect("few kinds"), number(), number()]
}

fn text(command: &[u32]) -> String {
    let [_, kind, subject, detail] = command else { panic!("four words") };
    let name = COMMANDS[*kind as usize];
    let number = |word: u32| if word == NONE { String::from("none") } else { word.to_string() };
    match name {
        "end" => format!("{name} {}", STATUSES[*subject as usize]),
        "refuse" => format!("{name} {}", REFUSALS[*subject as usize]),
        "cancel" | "take" | "spawn" => format!("{name} {} {}", number(*subject), number(*detail)),
        "withdraw" if *detail > 0 => format!("{name} {subject} {detail}"),
        _ => format!("{name} {}", number(*subject)),
    }
}
