//! The step over a batch: which events are taken, and what happens when their commands do not fit.
use crate::ahead::{AHEAD, fetch, is_far};
use crate::cell::{copy, part};
use crate::command::Commands;
use crate::dirty::Dirty;
use crate::event::{Case, Stop, refuse};
use crate::layout::{COMMAND_WORDS, Col, EVENT_WORDS, REFUSAL_SLOT};
use crate::plain::{Plain, Ran};
use crate::rule::Rule;
use crate::table::{Table, TableError};
use crate::wide::Wide;

/// What a `step` did. `needed`: 0, or how many command words the first event says if there is no room for them; then
/// nothing was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub commands: usize,
    pub consumed: usize,
    pub needed: usize,
}

/// What steps the events that it can, before the rule is asked: of a small net a row of masks, else sums over words.
#[derive(Debug)]
enum Quick {
    Plain(Plain),
    Wide(Wide),
    Nothing,
}

impl Quick {
    fn new(rule: &Rule, reserve: usize) -> Self {
        let wide = || Wide::new(rule, reserve).map_or(Self::Nothing, Self::Wide);
        Plain::new(rule, reserve).map_or_else(wide, Self::Plain)
    }

    #[inline]
    fn run(
        &self,
        rule: &Rule,
        arena: &mut [u32],
        events: &[[u32; EVENT_WORDS]],
        words: &mut [u32],
        from: usize,
    ) -> Ran {
        match self {
            Self::Plain(plain) => plain.run(arena, events, words, from),
            Self::Wide(wide) => wide.run(rule, arena, events, words, from),
            Self::Nothing => Ran { events: 0, commands: from },
        }
    }
}

/// The step for one table. Cases, events and commands are the caller's. `step` allocates nothing.
#[derive(Debug)]
pub struct Kernel {
    rule: Rule,
    quick: Quick,
    dirty: Dirty,
    /// The state before the event, where the event may say more than there is room for: tasks that go by themselves may
    /// do so often.
    before: Vec<u32>,
    reserve: usize,
}

impl Kernel {
    #[must_use]
    pub fn new(table: Table) -> Self {
        let reserve = reserve(&table) * COMMAND_WORDS;
        let rule = Rule::new(table);
        let quick = Quick::new(&rule, reserve / COMMAND_WORDS);
        Self { quick, dirty: Dirty::new(rule.tasks.len()), before: vec![0; rule.layout.words], reserve, rule }
    }

    /// # Errors
    /// When the bytes are not a table this kernel can run.
    pub fn read(bytes: &[u8]) -> Result<Self, TableError> {
        Table::read(bytes).map(Self::new)
    }

    #[must_use]
    pub const fn state_words(&self) -> usize {
        self.rule.layout.words
    }

    /// Steps `count` events from the front, or fewer if the commands of one more may not fit.
    pub fn step(&mut self, arena: &mut [u32], events: &[u32], commands: &mut [u32], count: usize) -> Report {
        let words = self.rule.layout.words;
        let mut out = Commands { words: commands, said: 0, slot: 0 };
        let events = events.as_chunks::<EVENT_WORDS>().0;
        let events = part(events, (0, count.min(events.len())));
        let far = is_far(arena);
        let mut until = if far { 0 } else { events.len() };
        let mut index = 0;
        loop {
            if index == until && until < events.len() {
                fetch(arena, words, part(events, (index, events.len())));
                until = events.len().min(index + AHEAD);
            }
            let ran =
                self.quick.run(&self.rule, arena, part(events, (index, until)), out.words, out.said / COMMAND_WORDS);
            index += ran.events;
            out.said = ran.commands * COMMAND_WORDS;
            if index == until && until < events.len() {
                continue;
            }
            let said = out.said;
            let room = said + self.reserve <= out.words.len();
            let done = Report { commands: said / COMMAND_WORDS, consumed: index, needed: 0 };
            let Some(event) = events.get(index) else { return done };
            if index > 0 && !room {
                return done;
            }
            out.slot = event[0];
            let at = (event[0] as usize).saturating_mul(words);
            let state = at.checked_add(words).and_then(|end| arena.get_mut(at..end)).unwrap_or_default();
            let fitted = if state.is_empty() {
                refuse(REFUSAL_SLOT)
            } else {
                if !room || self.rule.has_selfish {
                    copy(&mut self.before, state);
                }
                Case { rule: &self.rule, state, dirty: &mut self.dirty, out: &mut out }.event(*event)
            };
            if let Err(Stop::Refused(refusal)) = fitted {
                out.refuse(refusal, index);
            }
            self.dirty.forget();
            if out.said > out.words.len() {
                if !state.is_empty() {
                    copy(state, &self.before);
                }
                return if index == 0 { Report { needed: out.said, ..done } } else { done };
            }
            index += 1;
        }
    }
}

/// Commands that one event says at most, if nothing fires twice. As `src/kernel/portable.ts` counts them.
fn reserve(table: &Table) -> usize {
    let rows = |column: Col| table.column(column).len();
    let taken: u32 = table.column(Col::InputWeight).iter().sum();
    4 + 6 * rows(Col::TaskKind)
        + taken as usize
        + rows(Col::ArcCondition)
        + 2 * rows(Col::CancelConditions)
        + rows(Col::Marks)
}
