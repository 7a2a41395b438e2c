//! What a step costs: nets of one word, of several, with counters and with each kind of join, over as many cases as fit
//! the first cache, the second, and a million. Every net goes round for ever; each event is of a case chosen by chance
//! and is the next one of its round. Units and method: `clock/mod.rs`.
//!
//!     cargo bench -p knhk-engine --bench steps [-- --json]
mod clock;
#[path = "../tests/net/mod.rs"]
mod net;

use clock::{Lap, best_and_median, cycles_per_nano, lap, to_f64};
use knhk_engine::Kernel;
use knhk_engine::layout::{COMMAND_REFUSE, EVENT_COMPLETE, EVENT_OPEN, EVENT_START, NONE};
use net::{Net, OR, Task, Wait, XOR, net, task};

const BATCH: usize = 8_192;
const BATCHES: usize = 60;
const WARM: usize = 20;

/// A net and the events of one round, after which it is as before.
struct Shape {
    name: &'static str,
    net: Net,
    round: Vec<[u32; 3]>,
}

/// Tasks one after the other in a circle, each between two conditions of this bound.
fn ring(name: &'static str, tasks: u32, bound: u32) -> Shape {
    let each = (0..tasks).map(|at| task(&[at], &[(at + 1) % tasks])).collect();
    let bounds = (0..tasks).map(|_| bound).chain([1]).collect();
    let round = (0..tasks).flat_map(done).collect();
    Shape { name, net: Net { bounds, ..net(tasks + 1, each) }, round }
}

/// Start and completion of a task, by its first outcome.
fn done(task: u32) -> [[u32; 3]; 2] {
    [[EVENT_START, task, 0], [EVENT_COMPLETE, task, 0]]
}

/// A split, tasks side by side, and a join that ends them.
fn split(name: &'static str, join: u32, branches: &[u32]) -> Shape {
    let all = [task(&[1], &[3]), task(&[2], &[4])];
    let outcomes = if branches.len() == 2 { vec![vec![1, 2]] } else { vec![vec![1], vec![2]] };
    let waits = [(0, 1, 3, 1), (1, 0, 2, 0)]
        .map(|(missing, marked, condition, task)| Wait {
            missing,
            marked: 1 << marked,
            needs: vec![(condition - 2, NONE, 1), (NONE, task + 1, 1)],
        })
        .to_vec();
    let last = Task { join, waits: if join == OR { waits } else { vec![] }, ..task(&[3, 4], &[0]) };
    let first = Task { outcomes, ..task(&[0], &[]) };
    let [left, right] = all;
    let round = if branches.len() == 2 {
        [done(0), done(1), done(2), done(3)].concat()
    } else {
        let way = |branch: u32| [done(0)[0], [EVENT_COMPLETE, 0, branch], done(branch + 1)[0], done(branch + 1)[1]];
        [0, 1].into_iter().flat_map(|branch| way(branch).into_iter().chain(done(3))).collect()
    };
    Shape { name, net: net(6, vec![first, left, right, last]), round }
}

fn shapes() -> Vec<Shape> {
    vec![
        ring("one word: 8 tasks in a circle", 8, 1),
        split("one word: AND-split, AND-join", net::AND, &[0, 1]),
        split("XOR-split, XOR-join of two inputs", XOR, &[0]),
        split("AND-split, OR-join that waits", OR, &[0, 1]),
        ring("four words: 120 tasks in a circle", 120, 1),
        ring("counters: 8 tasks, bound 3", 8, 3),
    ]
}

struct Row {
    best: Lap,
    median: Lap,
    commands: f64,
    bytes: usize,
}

fn measure(shape: &Shape, cases: usize) -> Row {
    let mut kernel = Kernel::read(&shape.net.encode()).expect("the bench makes tables");
    let mut arena = vec![0; cases * kernel.state_words()];
    let mut commands = vec![0; BATCH * 16 * 4];
    for slot in 0u32.. {
        if slot as usize == cases {
            break;
        }
        kernel.step(&mut arena, &[slot, EVENT_OPEN, 0, 0], &mut commands, 1);
    }
    let mut at = vec![0u16; cases];
    let mut chance = 0x9e37_79b9_7f4a_7c15u64;
    let mut events = vec![0; BATCH * 4];
    let mut laps = Vec::new();
    let mut said = 0;
    for batch in 0..WARM + BATCHES {
        for event in events.as_chunks_mut::<4>().0 {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            let case = usize::try_from(((chance >> 32) * cases as u64) >> 32).expect("there are fewer cases");
            let [kind, task, outcome] = shape.round[at[case] as usize];
            at[case] = (at[case] + 1) % u16::try_from(shape.round.len()).expect("rounds are short");
            *event = [u32::try_from(case).expect("there are fewer cases"), kind, task, outcome];
        }
        let mut report = knhk_engine::Report::default();
        let taken = lap(|| report = kernel.step(&mut arena, &events, &mut commands, BATCH));
        assert_eq!(report.consumed, BATCH, "there is room for the commands");
        let refused =
            commands.as_chunks::<4>().0[..report.commands].iter().any(|[_, kind, ..]| *kind == COMMAND_REFUSE);
        assert!(!refused, "every event of a round is taken");
        if batch >= WARM {
            laps.push(taken);
            said += report.commands;
        }
    }
    let (best, median) = best_and_median(&mut laps);
    let commands = to_f64(said as u64) / to_f64((BATCHES * BATCH) as u64);
    Row { best, median, commands, bytes: kernel.state_words() * 4 }
}

fn main() {
    let json = std::env::args().any(|arg| arg == "--json");
    let steps = to_f64(BATCH as u64);
    if !json {
        println!("{BATCHES} batches of {BATCH} steps, events of random cases; best (median)");
        println!("{:36}{:>10}{:>7}{:>16}{:>16}{:>16}{:>10}", "", "cases", "bytes", "ns", "cycles", "ticks", "commands");
    }
    for shape in shapes() {
        for cases in [64, 10_000, 1_000_000] {
            let rate = cycles_per_nano();
            let row = measure(&shape, cases);
            let rate = rate.max(cycles_per_nano());
            let nanos = [row.best.nanos / steps, row.median.nanos / steps];
            let ticks = [row.best.ticks / steps, row.median.ticks / steps];
            let cycles = nanos.map(|nanos| nanos * rate);
            if json {
                println!(
                    "{{\"net\":\"{}\",\"cases\":{cases},\"bytes\":{},\"ns\":{nanos:.2?},\"cycles\":{cycles:.1?},\
                     \"ticks\":{ticks:.1?},\"commands\":{:.2}}}",
                    shape.name, row.bytes, row.commands
                );
            } else {
                let pair = |[best, median]: [f64; 2]| format!("{best:.1} ({median:.1})");
                println!(
                    "{:36}{cases:>10}{:>7}{:>16}{:>16}{:>16}{:>10.1}",
                    shape.name,
                    row.bytes,
                    pair(nanos),
                    pair(cycles),
                    pair(ticks),
                    row.commands
                );
            }
        }
    }
}
