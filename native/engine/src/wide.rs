//! The step of an ordinary event in any net: a start or a completion that takes, puts and enables, and nothing else.
//! What it asks of a state and what it adds to it are sums over a few words, so that it matters not how many words
//! there are, nor whether a count is a bit or a byte. A start that may take in several ways, of an XOR- or OR-join,
//! has a row for each. Whom it may enable is asked in sums too or, where a join waits or a milestone is read, of the
//! rule. An event is left to the rule if it does more (a region, an OR-split, instances, weights: known when the
//! table is loaded), or if something seldom happens (an end, a refusal, a token too many, a choice that is withdrawn,
//! a silent task that fires).
use crate::cell::{change, part, read};
use crate::layout::{COMMAND_ENABLE, COMMAND_PUT, COMMAND_TAKE, COMMAND_WORDS, Col, EVENT_WORDS, NONE, STATUS_RUNNING};
use crate::plain::{Ran, Say, row_of, say, with};
use crate::rule::{Rule, trait_of};
use crate::state::Place;

/// An OR-split of more routes has outcomes by the thousand.
const OUTCOMES: u32 = 64;
/// Ways in which a start may take, at most.
const WAYS: u32 = 8;

/// A byte counts up to this, so that a sum tells in its highest bit what it comes to.
const COUNT_MAX: u8 = 127;
const HIGH: u32 = 0x80;

/// What is asked of a word of a state, `(word + bias) & bits == want`, and what is added to it then.
#[derive(Clone, Copy, Debug, Default)]
struct Touch {
    word: u32,
    bias: u32,
    bits: u32,
    want: u32,
    delta: u32,
}

type Range = (usize, usize);

/// What a start does, or a completion by an outcome, as cuts of the lists.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    touches: Range,
    says: Range,
    wakes: Range,
    /// Another row to try where this one is not for the state; 0: none.
    or: usize,
    /// The case goes on after it, whatever else there is in it.
    goes_on: bool,
}

/// A task that becomes enabled if all of this is so and, where it takes more to know, if the rule says so.
#[derive(Clone, Copy, Debug)]
struct Wake {
    task: u32,
    asks: Range,
    is_odd: bool,
}

#[derive(Debug)]
pub struct Wide {
    /// Of each task its start and its outcomes; where it has fewer of these than others, rows that take no event.
    rows: Vec<Row>,
    /// Rows of a task.
    stride: usize,
    touches: Vec<Touch>,
    says: Vec<Say>,
    wakes: Vec<Wake>,
    /// Words of a state, and those of them that show that the case goes on.
    words: usize,
    items: Range,
    /// A case goes on if something is enabled: nothing keeps it from being started.
    free: bool,
    /// Room for the commands of an event.
    reserve: usize,
}

impl Wide {
    /// None if no event is ordinary. `reserve`: most commands of an event.
    pub fn new(rule: &Rule, reserve: usize) -> Option<Self> {
        let layout = &rule.layout;
        let mut places = layout.conditions.iter().chain(&layout.running);
        let outcomes = rule.tasks.iter().map(|task| task.outcomes.1 - task.outcomes.0).max()?;
        if places.any(|place| place.bound > COUNT_MAX) || outcomes > OUTCOMES {
            return None;
        }
        let free = !rule.has_blockers;
        let stride = 1 + outcomes as usize;
        let never = Touch { bits: u32::MAX, want: NONE, ..Touch::default() };
        let none = Row { touches: (0, 1), ..Row::default() };
        let mut wide = Self {
            rows: vec![none; stride * rule.tasks.len()],
            stride,
            touches: vec![never],
            says: Vec::new(),
            wakes: Vec::new(),
            words: layout.words,
            items: (if free { layout.enabled_at } else { layout.running_at }, layout.instances_at),
            free,
            reserve,
        };
        for (task, parts) in rule.tasks.iter().enumerate() {
            let first = task * stride;
            wide.start(rule, task, first);
            for (at, outcome) in (parts.outcomes.0 as usize..parts.outcomes.1 as usize).enumerate() {
                wide.complete(rule, task, outcome, first + 1 + at);
            }
        }
        wide.rows.iter().any(|row| row.touches != none.touches).then_some(wide)
    }

    /// A row for each set of inputs that it may take from.
    fn start(&mut self, rule: &Rule, task: usize, at: usize) -> Option<()> {
        let inputs = inputs(rule, task);
        let weighs = rule.table.slice(Col::InputStart, Col::InputWeight, task).iter().any(|weight| *weight > 1);
        if inputs.is_empty()
            || weighs
            || has_twice(inputs)
            || rule.is(task, trait_of::STARTS)
            || goes_by_itself(rule, task)
        {
            return None;
        }
        let one = rule.is(task, trait_of::ONE);
        let ways: Vec<u32> = match (one, rule.is(task, trait_of::XOR)) {
            (false, _) => vec![NONE],
            (_, true) => (0..u32::try_from(inputs.len()).ok()?.min(WAYS)).map(|input| 1 << input).collect(),
            _ if inputs.len() > WAYS.ilog2() as usize => return None,
            _ => (1..1 << inputs.len()).collect(),
        };
        let mut at = at;
        for (way, taken) in ways.into_iter().enumerate() {
            let row = self.start_by(rule, task, taken)?;
            if way > 0 {
                self.rows[at].or = self.rows.len();
                at = self.rows.len();
                self.rows.push(row);
            } else {
                self.rows[at] = row;
            }
        }
        Some(())
    }

    /// `taken`: a set of inputs. Of an XOR-join no input before it holds; of an OR-join no other does.
    fn start_by(&mut self, rule: &Rule, task: usize, taken: u32) -> Option<Row> {
        let enabled = enabled(rule, task);
        let runs = rule.running(task);
        let mut touches = vec![status(), Touch { delta: enabled.bits.wrapping_neg(), ..enabled }];
        touches.push(Touch { word: runs.word, delta: 1 << runs.shift, ..Touch::default() });
        let (from, other): (Vec<(u32, u32)>, Vec<_>) = (0..)
            .zip(inputs(rule, task))
            .map(|(at, one)| (at, *one))
            .partition(|(at, _)| taken >> at.min(&31) & 1 == 1);
        let before = |at: u32| !rule.is(task, trait_of::XOR) || at < taken.trailing_zeros();
        let other = other.into_iter().filter(|(at, _)| before(*at));
        touches.extend(other.map(|(_, condition)| Touch { want: 0, delta: 0, ..take(rule.place(condition)) }));
        let from: Vec<u32> = from.into_iter().map(|(_, condition)| condition).collect();
        touches.extend(from.iter().map(|condition| take(rule.place(*condition))));
        // One that is enabled as soon as its inputs hold is not by a start, but it may be withdrawn.
        let (rivals, odd): (Vec<usize>, Vec<usize>) =
            reached(rule, &from, task).into_iter().partition(|other| *other != task && is_simple(rule, *other));
        touches.extend(rivals.into_iter().map(|other| Touch { want: 0, ..self::enabled(rule, other) }));
        let by = u32::try_from(task).ok()?;
        let says = from.iter().map(|condition| say(COMMAND_TAKE, *condition, by)).collect();
        // Where it may run but once it is not enabled anew.
        let again = read(&rule.layout.task_bound, task) > 1;
        let odd: Vec<usize> = odd.into_iter().filter(|other| *other != task || again).collect();
        let row = self.add(rule, touches, says, &odd)?;
        Some(Row { goes_on: true, ..row })
    }

    fn complete(&mut self, rule: &Rule, task: usize, outcome: usize, at: usize) -> Option<()> {
        let arcs = (read(&rule.arc_start, outcome), read(&rule.arc_start, outcome + 1));
        let outputs = part(&rule.arcs, (arcs.0 as usize, arcs.1 as usize));
        let ends = |condition: &u32| read(&rule.ends, *condition as usize);
        let odd = rule.is(task, trait_of::COMPLETES) || goes_by_itself(rule, task);
        if odd || outputs.iter().any(ends) || has_twice(outputs) {
            return None;
        }
        let mut touches = vec![status(), take(rule.running(task))];
        touches.extend(outputs.iter().map(|condition| put(rule.place(*condition))));
        let says = (arcs.0..).zip(outputs).map(|(arc, condition)| say(COMMAND_PUT, *condition, arc)).collect();
        let woken = reached(rule, outputs, task);
        self.rows[at] = self.add(rule, touches, says, &woken)?;
        Some(())
    }

    fn add(&mut self, rule: &Rule, touches: Vec<Touch>, says: Vec<Say>, woken: &[usize]) -> Option<Row> {
        let touches = self.gather(touches);
        let from = self.says.len();
        self.says.extend(says);
        let says = (from, self.says.len());
        let from = self.wakes.len();
        for task in woken {
            let is_odd = !is_simple(rule, *task);
            let asks = [Touch { want: 0, ..enabled(rule, *task) }, put(rule.running(*task))].into_iter();
            let asks = asks.chain(inputs(rule, *task).iter().map(|one| take(rule.place(*one))));
            let asks = if is_odd { (0, 0) } else { self.gather(asks.collect()) };
            self.wakes.push(Wake { task: u32::try_from(*task).ok()?, asks, is_odd });
        }
        Some(Row { touches, says, wakes: (from, self.wakes.len()), ..Row::default() })
    }

    /// One for each word: counts lie apart, and no sum of one reaches the next.
    fn gather(&mut self, all: Vec<Touch>) -> Range {
        let from = self.touches.len();
        for touch in all {
            match self.touches[from..].iter_mut().find(|known| known.word == touch.word) {
                Some(known) => {
                    known.bias += touch.bias;
                    known.bits |= touch.bits;
                    known.want |= touch.want;
                    known.delta = known.delta.wrapping_add(touch.delta);
                }
                None => self.touches.push(touch),
            }
        }
        (from, self.touches.len())
    }

    /// As `Plain::run`.
    #[inline(never)]
    pub fn run(
        &self,
        rule: &Rule,
        arena: &mut [u32],
        events: &[[u32; EVENT_WORDS]],
        words: &mut [u32],
        from: usize,
    ) -> Ran {
        let commands = words.as_chunks_mut::<COMMAND_WORDS>().0;
        let mut said = from;
        for (index, [slot, kind, task, detail]) in events.iter().enumerate() {
            let stop = Ran { events: index, commands: said };
            let Some(at) = row_of(*kind, *detail, self.stride) else { return stop };
            let case = (*slot as usize).saturating_mul(self.words);
            let (Some(mut row), Some(case), Some(commands)) = (
                self.rows.get((*task as usize).saturating_mul(self.stride).saturating_add(at)),
                arena.get_mut(case..case.saturating_add(self.words)),
                commands.get_mut(said..said + self.reserve),
            ) else {
                return stop;
            };
            if *task as usize >= rule.tasks.len() {
                return stop;
            }
            while !self.holds(row.touches, case) {
                match self.rows.get(row.or) {
                    Some(other) if row.or != 0 => row = other,
                    _ => return stop,
                }
            }
            let touches = part(&self.touches, row.touches);
            for touch in touches {
                change(case, touch.word as usize, |word| *word = word.wrapping_add(touch.delta));
            }
            for (say, command) in part(&self.says, row.says).iter().zip(&mut *commands) {
                *command = with(*slot, *say);
            }
            let enables = commands.get_mut(row.says.1 - row.says.0..).unwrap_or_default();
            let woken = self.wake(rule, part(&self.wakes, row.wakes), case, *slot, enables);
            let goes_on = |woken: usize| {
                row.goes_on || self.free && woken > 0 || part(case, self.items).iter().any(|word| *word != 0)
            };
            let Some(woken) = woken.filter(|woken| goes_on(*woken)) else {
                for touch in touches {
                    change(case, touch.word as usize, |word| *word = word.wrapping_sub(touch.delta));
                }
                return stop;
            };
            for [_, _, task, _] in part(enables, (0, woken)) {
                change(case, rule.layout.enabled_at + *task as usize / 32, |word| *word |= 1 << (task % 32));
            }
            said += row.says.1 - row.says.0 + woken;
        }
        Ran { events: events.len(), commands: said }
    }

    #[inline]
    fn holds(&self, touches: Range, case: &[u32]) -> bool {
        part(&self.touches, touches).iter().all(|touch| touch.holds(case))
    }

    /// How many become enabled, each with a command; none if something else follows, which is for the rule to say.
    #[inline]
    fn wake(
        &self,
        rule: &Rule,
        wakes: &[Wake],
        case: &[u32],
        slot: u32,
        enables: &mut [[u32; COMMAND_WORDS]],
    ) -> Option<usize> {
        let mut woken = 0;
        for wake in wakes {
            let is_woken = if wake.is_odd { odd(rule, wake.task as usize, case)? } else { self.holds(wake.asks, case) };
            if is_woken {
                change(enables, woken, |command| *command = with(slot, say(COMMAND_ENABLE, wake.task, 0)));
                woken += 1;
            }
        }
        Some(woken)
    }
}

/// Whether a task becomes enabled, by the rule; none if it is withdrawn or goes by itself.
fn odd(rule: &Rule, task: usize, case: &[u32]) -> Option<bool> {
    if goes_by_itself(rule, task) && (!rule.is(task, trait_of::RECEIVES) || rule.fires(task, case)) {
        return (!rule.fires(task, case)).then_some(false);
    }
    let wanted = rule.satisfied(task, case) && rule.running(task).count(case) < read(&rule.layout.task_bound, task);
    match (rule.is_enabled(task, case), wanted) {
        (true, false) => None,
        (false, true) => Some(true),
        _ => Some(false),
    }
}

impl Touch {
    #[inline]
    fn holds(&self, state: &[u32]) -> bool {
        (read(state, self.word as usize) + self.bias) & self.bits == self.want
    }
}

fn goes_by_itself(rule: &Rule, task: usize) -> bool {
    read(&rule.selfish, task / 32) >> (task % 32) & 1 == 1
}

/// Whether a task is enabled as soon as all of its inputs hold a token.
fn is_simple(rule: &Rule, task: usize) -> bool {
    let inputs = inputs(rule, task);
    !rule.is(task, trait_of::ASKS | trait_of::BLOCKS | trait_of::RECEIVES | trait_of::INSTANCES)
        && (inputs.len() == 1 || !rule.is(task, trait_of::ONE))
        && !has_twice(inputs)
        && !goes_by_itself(rule, task)
}

/// The tasks that are asked anew when the tokens of these conditions change and what runs of a task, in order.
fn reached(rule: &Rule, conditions: &[u32], task: usize) -> Vec<usize> {
    let words = conditions.iter().flat_map(|condition| rule.touches.condition.row(*condition as usize));
    let words = words.chain(rule.touches.task.row(task));
    let bits =
        words.flat_map(|(word, bits)| (0..32).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| (*word, bit)));
    let mut tasks: Vec<usize> = bits.map(|(word, bit)| word as usize * 32 + bit).chain([task]).collect();
    tasks.sort_unstable();
    tasks.dedup();
    tasks
}

fn inputs(rule: &Rule, task: usize) -> &[u32] {
    part(&rule.inputs, span(rule.task(task).inputs))
}

const fn span((from, to): (u32, u32)) -> Range {
    (from as usize, to as usize)
}

fn has_twice(conditions: &[u32]) -> bool {
    conditions.iter().enumerate().any(|(at, condition)| part(conditions, (0, at)).contains(condition))
}

/// The case runs.
fn status() -> Touch {
    Touch { bits: u32::MAX, want: STATUS_RUNNING, ..Touch::default() }
}

/// The task is enabled.
fn enabled(rule: &Rule, task: usize) -> Touch {
    let word = u32::try_from(rule.layout.enabled_at + task / 32).unwrap_or(u32::MAX);
    Touch { word, bits: 1 << (task % 32), want: 1 << (task % 32), ..Touch::default() }
}

/// The count is above 0, and one goes.
const fn take(place: Place) -> Touch {
    let one = 1 << place.shift;
    let Touch { word, bias, bits, .. } = counted(place, HIGH - 1);
    Touch { word, bias, bits, want: bits, delta: 0u32.wrapping_sub(one) }
}

/// The count is below its bound, and one comes.
const fn put(place: Place) -> Touch {
    Touch { delta: 1 << place.shift, ..counted(place, HIGH - place.bound as u32) }
}

/// What shows a count: a bit itself; of a byte the highest bit, once so much is added.
const fn counted(place: Place, bias: u32) -> Touch {
    let (bias, bit) = if place.mask == 1 { (0, 1) } else { (bias, HIGH) };
    Touch { word: place.word, bias: bias << place.shift, bits: bit << place.shift, want: 0, delta: 0 }
}
