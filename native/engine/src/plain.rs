//! The step of a plain net in three words: at most 31 conditions, which hold one token, and 32 tasks, which do no more
//! than take from all inputs and put. Then a case is its marking, what is enabled and what runs, a word of each, and
//! an event is a row of masks. What seldom happens (an end, a refusal, a token too many, a choice that is withdrawn) is
//! left to the rule, which does the same as for every other net; so nothing here depends on which event comes, and the
//! machine has no branch to guess wrongly. Chosen when a table is loaded.
use crate::layout::{
    COMMAND_ENABLE, COMMAND_PUT, COMMAND_TAKE, COMMAND_WORDS, EVENT_COMPLETE, EVENT_START, EVENT_WORDS, STATUS_RUNNING,
};
use crate::rule::{Rule, trait_of};

/// Status, marking, enabled, running.
pub const PLAIN_WORDS: usize = 4;

const BITS: usize = u32::BITS as usize;
/// So much of a row lies in it; of the few that have more, the rest lies elsewhere.
const SAYS: usize = 2;
const WAKES: usize = 2;
/// So many commands are written by every event, whether they are said or not.
const WINDOW: usize = SAYS + WAKES;
/// A task with more outcomes is not plain.
const OUTCOMES: u32 = 15;

/// Two words that lie side by side: of a state status and marking, or enabled and running; half of a command.
pub type Pair = u64;

const fn pair(low: u32, high: u32) -> Pair {
    low as u64 | (high as u64) << 32
}

/// A command but for its slot.
pub type Say = [Pair; 2];

pub const fn say(kind: u32, subject: u32, detail: u32) -> Say {
    [pair(0, kind), pair(subject, detail)]
}

/// What a start does, or a completion by an outcome. Two cache lines.
#[derive(Clone, Copy, Debug, Default)]
#[repr(align(128))]
struct Row {
    /// The event is taken if the state has `need` under `mask`.
    mask: [Pair; 2],
    need: [Pair; 2],
    clear: [Pair; 2],
    set: [Pair; 2],
    says: [Say; SAYS],
    /// Enabled tasks that take from the same conditions.
    rivals: u32,
    /// Tasks that may become enabled, and what each needs of the marking.
    needs: [u32; WAKES],
    wakes: [u8; WAKES],
    said: u8,
    /// Where `Plain::rest` has what more is said and whom it wakes.
    rest: Option<u16>,
}

/// No marking has all bits: there are fewer conditions.
const NEVER: u32 = u32::MAX;

/// Of a row that has more than lies in it: all that is said, and whom the rest wakes, with what each needs.
#[derive(Debug)]
struct Rest {
    says: Vec<Say>,
    wakes: Vec<(u8, u32)>,
}

const _: () = assert!(size_of::<Row>() == 128);

/// One is the other plus one: which of the two comes is then no question to branch at.
const _: () = assert!(EVENT_COMPLETE == EVENT_START + 1);

type Event = [u32; EVENT_WORDS];

/// What a run did.
#[derive(Clone, Copy, Debug)]
pub struct Ran {
    pub events: usize,
    pub commands: usize,
}

#[derive(Debug)]
pub struct Plain {
    /// Of each task its start and its outcomes; where it has fewer of these than others, rows that take no event.
    rows: Vec<Row>,
    /// Rows of a task.
    stride: usize,
    /// Room for the commands of an event, those included that are written in vain.
    reserve: usize,
    rest: Vec<Rest>,
}

impl Plain {
    /// None if the net is not plain. `reserve`: most commands of an event, a few more than it can say.
    pub fn new(rule: &Rule, reserve: usize) -> Option<Self> {
        let conditions = &rule.layout.conditions;
        let fits = conditions.len() < BITS && rule.tasks.len() <= BITS && rule.layout.words == PLAIN_WORDS;
        if !fits || rule.has_selfish || conditions.iter().any(|place| place.bound != 1) {
            return None;
        }
        let inputs = rule.tasks.iter().map(|task| set(cut(&rule.inputs, task.inputs)));
        let needs: Vec<u32> = inputs.collect::<Option<_>>()?;
        let ordinary = |(traits, needs): (&u16, &u32)| {
            traits & !(trait_of::ONE | trait_of::XOR) == 0 && (needs.is_power_of_two() || traits & trait_of::ONE == 0)
        };
        if !rule.traits.iter().zip(&needs).all(ordinary) {
            return None;
        }
        let ends = (0..).zip(&rule.ends).fold(0u32, |bits, (condition, ends)| bits | u32::from(*ends) << condition);
        let takers = |from: u32| (0u32..).zip(&needs).filter(move |(_, needs)| *needs & from != 0);
        let outcomes = rule.tasks.iter().map(|task| task.outcomes.1 - task.outcomes.0).max()?;
        let stride = 1 + outcomes as usize;
        (outcomes <= OUTCOMES && reserve >= WINDOW).then_some(())?;
        let nothing = Row { need: [Pair::MAX; 2], ..Row::default() };
        let rows = vec![nothing; stride * needs.len()];
        let mut plain = Self { rows, stride, reserve, rest: Vec::new() };
        for (task, parts) in (0u32..).zip(&rule.tasks) {
            let (bit, inputs) = (1 << task, needs[task as usize]);
            let first = task as usize * stride;
            let rivals = takers(inputs).fold(0, |bits, (other, _)| bits | 1 << other) & !bit;
            let start = Row {
                mask: [pair(u32::MAX, 0), pair(bit, 0)],
                need: [pair(STATUS_RUNNING, 0), pair(bit, 0)],
                clear: [pair(0, inputs), pair(bit, 0)],
                set: [0, pair(0, bit)],
                rivals,
                ..Row::default()
            };
            let inputs = cut(&rule.inputs, parts.inputs).iter();
            let says = inputs.map(|condition| say(COMMAND_TAKE, *condition, task)).collect();
            plain.add(first, start, says, Vec::new())?;
            for (at, outcome) in (parts.outcomes.0 as usize..parts.outcomes.1 as usize).enumerate() {
                let arcs = (rule.arc_start[outcome], rule.arc_start[outcome + 1]);
                let outputs = set(cut(&rule.arcs, arcs))?;
                let done = Row {
                    mask: [pair(u32::MAX, outputs), pair(0, bit)],
                    // A status that no case has: what puts a token into an end is left to the rule.
                    need: [pair(if outputs & ends == 0 { STATUS_RUNNING } else { u32::MAX - 1 }, 0), pair(0, bit)],
                    clear: [0, pair(0, bit)],
                    set: [pair(0, outputs), 0],
                    ..Row::default()
                };
                let puts =
                    (arcs.0..).zip(cut(&rule.arcs, arcs)).map(|(arc, condition)| say(COMMAND_PUT, *condition, arc));
                let woken =
                    (0u8..).zip(&needs).filter(|(other, needs)| *needs & outputs != 0 || u32::from(*other) == task);
                let woken = woken.map(|(task, needs)| (task, *needs));
                plain.add(first + 1 + at, done, puts.collect(), woken.collect())?;
            }
        }
        Some(plain)
    }

    fn add(&mut self, at: usize, mut row: Row, says: Vec<Say>, wakes: Vec<(u8, u32)>) -> Option<()> {
        row.said = u8::try_from(says.len()).ok()?;
        row.says.iter_mut().zip(&says).for_each(|(near, say)| *near = *say);
        row.needs = [NEVER; WAKES];
        for (wake, (task, needs)) in wakes.iter().take(WAKES).enumerate() {
            (row.wakes[wake], row.needs[wake]) = (*task, *needs);
        }
        if says.len() > SAYS || wakes.len() > WAKES {
            row.rest = Some(u16::try_from(self.rest.len()).ok()?);
            self.rest.push(Rest { says, wakes });
        }
        self.rows[at] = row;
        Some(())
    }

    /// Steps events from the front, until one is for the rule or its commands may not fit. Returns how many were
    /// stepped, and how many commands stand now.
    #[inline(never)]
    pub fn run(&self, arena: &mut [u32], events: &[Event], words: &mut [u32], from: usize) -> Ran {
        let cases = arena.as_chunks_mut::<PLAIN_WORDS>().0;
        let commands = words.as_chunks_mut::<COMMAND_WORDS>().0;
        let mut said = from;
        for (index, [slot, kind, task, detail]) in events.iter().enumerate() {
            let stop = Ran { events: index, commands: said };
            let Some(at) = row_of(*kind, *detail, self.stride) else { return stop };
            let (Some(case), Some(row), Some(commands)) = (
                cases.get_mut(*slot as usize),
                self.rows.get(*task as usize * self.stride + at),
                commands.get_mut(said..said + self.reserve),
            ) else {
                return stop;
            };
            let [low, high] = [pair(case[0], case[1]), pair(case[2], case[3])];
            let wrong = (low & row.mask[0] ^ row.need[0])
                | (high & row.mask[1] ^ row.need[1])
                | (high & Pair::from(row.rivals));
            let [low, high] = [low & !row.clear[0] | row.set[0], high & !row.clear[1] | row.set[1]];
            let marking = upper(low);
            let busy = lower(high) | upper(high);
            let Some(near) = commands.first_chunk_mut::<WINDOW>() else { return stop };
            near[0] = with(*slot, row.says[0]);
            near[1] = with(*slot, row.says[1]);
            let mut end = usize::from(row.said);
            let mut woken = 0;
            for wake in 0..WAKES {
                let bit = wakes(row.wakes[wake], row.needs[wake], marking, busy);
                near[end % WINDOW] = with(*slot, say(COMMAND_ENABLE, row.wakes[wake].into(), 0));
                end += usize::from(bit != 0);
                woken |= bit;
            }
            if let Some(rest) = row.rest {
                woken |= self.say_all(rest, *slot, marking, busy, commands);
                end = usize::from(row.said) + woken.count_ones() as usize;
            }
            let high = high | Pair::from(woken);
            if wrong != 0 || high == 0 {
                return stop;
            }
            said += end;
            *case = [lower(low), upper(low), lower(high), upper(high)];
        }
        Ran { events: events.len(), commands: said }
    }

    /// All commands of a row that has more than lies in it, and the bits of all whom it wakes.
    #[cold]
    #[inline(never)]
    fn say_all(&self, rest: u16, slot: u32, marking: u32, busy: u32, commands: &mut [[u32; COMMAND_WORDS]]) -> u32 {
        let Some(Rest { says, wakes: all }) = self.rest.get(usize::from(rest)) else { return 0 };
        let woken = all.iter().filter(|(task, needs)| wakes(*task, *needs, marking, busy) != 0);
        let enables = woken.clone().map(|(task, _)| say(COMMAND_ENABLE, (*task).into(), 0));
        for (command, say) in commands.iter_mut().zip(says.iter().copied().chain(enables)) {
            *command = with(slot, say);
        }
        woken.fold(0, |bits, (task, _)| bits | 1 << task)
    }
}

/// Which of the rows of a task an event asks for, if it is one of the two that have rows: the start, or the completion
/// by an outcome.
#[inline]
pub const fn row_of(kind: u32, detail: u32, rows: usize) -> Option<usize> {
    let completes = kind.wrapping_sub(EVENT_START);
    let at = completes.wrapping_mul(detail.saturating_add(1)) as usize;
    if completes > 1 || at >= rows { None } else { Some(at) }
}

/// The bit of a task if it becomes enabled, else none.
#[inline]
fn wakes(task: u8, needs: u32, marking: u32, busy: u32) -> u32 {
    u32::from(needs & !marking == 0) << (task & 31) & !busy
}

/// As two halves: two writes to memory, not four.
#[inline]
pub fn with(slot: u32, [first, last]: Say) -> [u32; COMMAND_WORDS] {
    let first = first | Pair::from(slot);
    [lower(first), upper(first), lower(last), upper(last)]
}

#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the lower word")]
const fn lower(pair: Pair) -> u32 {
    pair as u32
}

#[inline]
const fn upper(pair: Pair) -> u32 {
    lower(pair >> 32)
}

/// The bits of conditions; none if one of them comes twice.
fn set(conditions: &[u32]) -> Option<u32> {
    conditions.iter().try_fold(0u32, |bits, condition| (bits >> condition & 1 == 0).then_some(bits | 1 << condition))
}

fn cut(list: &[u32], (from, to): (u32, u32)) -> &[u32] {
    &list[from as usize..to as usize]
}
