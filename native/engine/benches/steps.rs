//! What a step costs: nets of one word, of several, with counters and with each kind of join, over as many cases as fit
//! the first cache, the second, and a million. Every net goes round for ever; each event is of a case chosen by chance
//! and is the next one of its round. Units and method: `clock/mod.rs`.
//!
//!     cargo bench -p knhk-engine --bench steps [-- --json]
//!     ... -- --count SHAPE STEPS    steps so many events of one net, and says nothing: a tool counts instructions
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
/// Events of which some are counted.
const COUNTED: usize = 16_384;

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
const fn done(task: u32) -> [[u32; 3]; 2] {
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

/// Cases of one net, and where each is in its round.
struct Play<'a> {
    shape: &'a Shape,
    kernel: Kernel,
    arena: Vec<u32>,
    commands: Vec<u32>,
    at: Vec<u16>,
    chance: u64,
}

impl<'a> Play<'a> {
    fn open(shape: &'a Shape, cases: u32) -> Self {
        let mut kernel = Kernel::read(&shape.net.encode()).expect("the bench makes tables");
        let mut arena = vec![0; cases as usize * kernel.state_words()];
        let mut commands = vec![0; COUNTED * 16 * 4];
        for slot in 0..cases {
            kernel.step(&mut arena, &[slot, EVENT_OPEN, 0, 0], &mut commands, 1);
        }
        Play { shape, kernel, arena, commands, at: vec![0; cases as usize], chance: 0x9e37_79b9_7f4a_7c15 }
    }

    /// Fills in events, each of a case chosen by chance, as it comes next there.
    fn choose(&mut self, events: &mut [u32]) {
        let round = &self.shape.round;
        for event in events.as_chunks_mut::<4>().0 {
            self.chance ^= self.chance << 13;
            self.chance ^= self.chance >> 7;
            self.chance ^= self.chance << 17;
            let slot =
                u32::try_from(((self.chance >> 32) * self.at.len() as u64) >> 32).expect("there are fewer cases");
            let at = &mut self.at[slot as usize];
            let [kind, task, outcome] = round[usize::from(*at)];
            *at = (*at + 1) % u16::try_from(round.len()).expect("rounds are short");
            *event = [slot, kind, task, outcome];
        }
    }

    /// Steps so many of the events; how many commands they said.
    fn step(&mut self, events: &[u32], count: usize) -> usize {
        let done = self.kernel.step(&mut self.arena, events, &mut self.commands, count);
        assert_eq!(done.consumed, count, "there is room for the commands");
        done.commands
    }
}

fn measure(shape: &Shape, cases: u32) -> Row {
    let mut play = Play::open(shape, cases);
    let mut events = vec![0; BATCH * 4];
    let mut laps = Vec::new();
    let mut all = 0;
    for batch in 0..WARM + BATCHES {
        play.choose(&mut events);
        let mut said = 0;
        let taken = lap(|| said = play.step(&events, BATCH));
        let refused = play.commands.as_chunks::<4>().0[..said].iter().any(|command| command[1] == COMMAND_REFUSE);
        assert!(!refused, "every event of a round is taken");
        if batch >= WARM {
            laps.push(taken);
            all += said;
        }
    }
    let (best, median) = best_and_median(&mut laps);
    let commands = to_f64(all as u64) / to_f64((BATCHES * BATCH) as u64);
    Row { best, median, commands, bytes: play.kernel.state_words() * 4 }
}

/// As much before the steps however many they are: two counts differ by what the steps take.
fn count(shape: &Shape, steps: usize) {
    let mut play = Play::open(shape, 64);
    let mut events = vec![0; COUNTED * 4];
    play.choose(&mut events);
    play.step(&events, steps);
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|arg| arg == "--count") {
        let number = |at: usize| args[at].parse::<usize>().expect("a number is wanted here");
        return count(&shapes()[number(at + 1)], number(at + 2));
    }
    let json = args.iter().any(|arg| arg == "--json");
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
