//! The firing rule, as ARCHITECTURE "The step" tells it. The same walk as `src/kernel/step.ts`.
use crate::layout::{
    COMMAND_CANCEL, COMMAND_CLEAR, COMMAND_ENABLE, COMMAND_END, COMMAND_OVERFLOW, COMMAND_PUT, COMMAND_REFUSE,
    COMMAND_TAKE, COMMAND_WITHDRAW, COMMAND_WORDS, Col, EVENT_CANCEL, EVENT_COMPLETE, EVENT_FAIL, EVENT_OPEN,
    EVENT_START, EVENT_WORDS, NONE, REFUSAL_ENDED, REFUSAL_NOT_ENABLED, REFUSAL_NOT_STARTED, REFUSAL_SLOT,
    REFUSAL_UNKNOWN, STATUS_CANCELLED, STATUS_DEADLOCK, STATUS_EMPTY, STATUS_FAILED, STATUS_OK, STATUS_RUNNING,
};
use crate::mask::{Joins, Masks, consumers};
use crate::state::{SILENT, StateLayout};
use crate::table::{Table, TableError};

/// Status word of a slot that nobody allocated.
const FREE: u32 = NONE;

/// What a `step` did. `needed`: 0, or how many command words the first event says if there is no room for them; then
/// nothing was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub commands: usize,
    pub consumed: usize,
    pub needed: usize,
}

/// The step for one table. Cases, events and commands are the caller's. `step` allocates nothing.
#[derive(Debug)]
pub struct Kernel {
    rule: Rule,
    dirty: Dirty,
    /// The state before the event, where the event may say more than there is room for: silent tasks may fire often.
    before: Vec<u32>,
    reserve: usize,
}

impl Kernel {
    #[must_use]
    pub fn new(table: &Table) -> Self {
        let rule = Rule::new(table);
        let tasks = rule.tasks.len();
        let reserve = 4
            + 3 * tasks
            + [Col::InputConditions, Col::ArcCondition, Col::CancelConditions]
                .map(|column| table.column(column).len())
                .iter()
                .sum::<usize>();
        let words = tasks.div_ceil(32);
        Kernel {
            dirty: Dirty { bits: vec![0; words], low: words, end: 0 },
            before: vec![0; rule.layout.words],
            reserve: reserve * COMMAND_WORDS,
            rule,
        }
    }

    /// # Errors
    /// When the bytes are not a table this kernel can run.
    pub fn read(bytes: &[u8]) -> Result<Self, TableError> {
        Table::read(bytes).map(|table| Kernel::new(&table))
    }

    #[must_use]
    pub fn state_words(&self) -> usize {
        self.rule.layout.words
    }

    /// Steps `count` events from the front, or fewer if the commands of one more may not fit.
    pub fn step(&mut self, arena: &mut [u32], events: &[u32], commands: &mut [u32], count: usize) -> Report {
        let words = self.rule.layout.words;
        let mut out = Commands { words: commands, said: 0, slot: 0 };
        for (index, event) in events.as_chunks::<EVENT_WORDS>().0.iter().take(count).enumerate() {
            let said = out.said;
            let room = said + self.reserve <= out.words.len();
            let done = Report { commands: said / COMMAND_WORDS, consumed: index, needed: 0 };
            if index > 0 && !room {
                return done;
            }
            out.slot = event[0];
            let at = (event[0] as usize).saturating_mul(words);
            let Some(state) = at.checked_add(words).and_then(|end| arena.get_mut(at..end)) else {
                out.refuse(REFUSAL_SLOT, index);
                continue;
            };
            if !room || self.rule.has_silent {
                self.before.copy_from_slice(state);
            }
            if let Err(refusal) = self.rule.event(*event, state, &mut self.dirty, &mut out) {
                out.refuse(refusal, index);
            }
            self.dirty.forget();
            if out.said > out.words.len() {
                let needed = out.said - said;
                state.copy_from_slice(&self.before);
                return if index == 0 { Report { needed, ..done } } else { done };
            }
        }
        Report { commands: out.said / COMMAND_WORDS, consumed: count.min(events.len() / EVENT_WORDS), needed: 0 }
    }
}

/// Command words. Counts on past the end, so that the caller learns how many there are.
struct Commands<'a> {
    words: &'a mut [u32],
    said: usize,
    slot: u32,
}

impl Commands<'_> {
    #[inline]
    fn say(&mut self, kind: u32, subject: u32, detail: u32) {
        let end = self.said + COMMAND_WORDS;
        if let Some(command) = self.words.get_mut(self.said..end) {
            command.copy_from_slice(&[self.slot, kind, subject, detail]);
        }
        self.said = end;
    }

    fn refuse(&mut self, refusal: u32, index: usize) {
        self.say(COMMAND_REFUSE, refusal, u32::try_from(index).unwrap_or(NONE));
    }
}

/// Tasks whose inputs or items changed in this event, set in words low..end.
#[derive(Debug)]
struct Dirty {
    bits: Vec<u32>,
    low: usize,
    end: usize,
}

impl Dirty {
    #[inline]
    fn touch(&mut self, word: usize, bits: u32) {
        self.bits[word] |= bits;
        self.low = self.low.min(word);
        self.end = self.end.max(word + 1);
    }

    #[inline]
    fn forget(&mut self) {
        if self.low < self.end {
            self.bits[self.low..self.end].fill(0);
        }
        self.low = self.bits.len();
        self.end = 0;
    }
}

/// What one task needs, next to each other in memory; each pair cuts a flat column.
#[derive(Clone, Copy, Debug)]
struct Task {
    inputs: (u32, u32),
    outcomes: (u32, u32),
    cancel_conditions: (u32, u32),
    cancel_tasks: (u32, u32),
    xor: bool,
}

/// The case is over.
struct Ended;

#[derive(Debug)]
struct Rule {
    layout: StateLayout,
    tasks: Vec<Task>,
    inputs: Vec<u32>,
    arc_start: Vec<u32>,
    arcs: Vec<u32>,
    cancel_conditions: Vec<u32>,
    cancel_tasks: Vec<u32>,
    joins: Joins,
    consumers: Masks,
    output: Vec<bool>,
    silent: Vec<u32>,
    has_silent: bool,
    pass_limit: u64,
    explicit: bool,
    open_condition: usize,
}

impl Rule {
    fn new(table: &Table) -> Self {
        let layout = StateLayout::new(table);
        let kinds = table.column(Col::TaskKind);
        let bounds = table.column(Col::ConditionBound);
        let cut = |starts: Col, task: usize| (table.column(starts)[task], table.column(starts)[task + 1]);
        let mut silent = vec![0; kinds.len().div_ceil(32)];
        for task in (0..kinds.len()).filter(|task| kinds[*task] == SILENT) {
            silent[task / 32] |= 1 << (task % 32);
        }
        let mut output = vec![false; bounds.len()];
        for condition in table.column(Col::OutputConditions) {
            output[*condition as usize] = true;
        }
        Rule {
            tasks: (0..kinds.len())
                .map(|task| Task {
                    inputs: cut(Col::InputStart, task),
                    outcomes: cut(Col::OutcomeStart, task),
                    cancel_conditions: cut(Col::CancelConditionStart, task),
                    cancel_tasks: cut(Col::CancelTaskStart, task),
                    xor: table.column(Col::TaskJoin)[task] == 1,
                })
                .collect(),
            inputs: table.column(Col::InputConditions).to_vec(),
            arc_start: table.column(Col::ArcStart).to_vec(),
            arcs: table.column(Col::ArcCondition).to_vec(),
            cancel_conditions: table.column(Col::CancelConditions).to_vec(),
            cancel_tasks: table.column(Col::CancelTasks).to_vec(),
            joins: Joins::new(table, &layout),
            consumers: consumers(table),
            output,
            has_silent: kinds.contains(&SILENT),
            silent,
            pass_limit: (bounds.len() as u64 + 2 * kinds.len() as u64)
                * u64::from(bounds.iter().copied().max().unwrap_or(1)),
            explicit: table.explicit,
            open_condition: table.open_condition as usize,
            layout,
        }
    }

    /// Steps one event, or says why it is refused.
    #[inline]
    fn event(
        &self,
        event: [u32; EVENT_WORDS],
        state: &mut [u32],
        dirty: &mut Dirty,
        out: &mut Commands,
    ) -> Result<(), u32> {
        let [_, kind, task, outcome] = event;
        let status = state[0];
        if kind == EVENT_OPEN {
            if status != STATUS_EMPTY {
                return Err(REFUSAL_SLOT);
            }
            state[0] = STATUS_RUNNING;
            if self.put(self.open_condition, NONE, state, dirty, out).is_ok() {
                self.settle(state, dirty, out);
            }
            return Ok(());
        }
        if status == STATUS_EMPTY || status == FREE {
            return Err(REFUSAL_SLOT);
        }
        if status != STATUS_RUNNING {
            return Err(REFUSAL_ENDED);
        }
        if kind == EVENT_CANCEL {
            self.end(STATUS_CANCELLED, state, out);
            return Ok(());
        }
        let number = task as usize;
        let Some(parts) = self.tasks.get(number) else { return Err(REFUSAL_UNKNOWN) };
        let running = self.layout.running[number];
        match kind {
            EVENT_START => {
                if !self.is_enabled(number, state) {
                    return Err(REFUSAL_NOT_ENABLED);
                }
                self.disable(number, state);
                self.take(number, state, dirty, out);
                running.add(state);
                self.settle(state, dirty, out);
            }
            EVENT_COMPLETE => {
                if outcome >= parts.outcomes.1 - parts.outcomes.0 {
                    return Err(REFUSAL_UNKNOWN);
                }
                if running.count(state) == 0 {
                    return Err(REFUSAL_NOT_STARTED);
                }
                running.subtract(state);
                dirty.touch(number / 32, 1 << (number % 32));
                if self.produce(number, parts.outcomes.0 + outcome, state, dirty, out).is_ok() {
                    self.settle(state, dirty, out);
                }
            }
            EVENT_FAIL => {
                if running.count(state) == 0 {
                    return Err(REFUSAL_NOT_STARTED);
                }
                running.subtract(state);
                self.end(STATUS_FAILED, state, out);
            }
            _ => return Err(REFUSAL_UNKNOWN),
        }
        Ok(())
    }

    fn take(&self, task: usize, state: &mut [u32], dirty: &mut Dirty, out: &mut Commands) {
        let parts = &self.tasks[task];
        for condition in &self.inputs[range(parts.inputs)] {
            let place = self.layout.conditions[*condition as usize];
            if place.count(state) == 0 {
                continue;
            }
            place.subtract(state);
            out.say(COMMAND_TAKE, *condition, index(task));
            self.touch(*condition as usize, dirty);
            if parts.xor {
                return;
            }
        }
    }

    /// Empties the region of a task, then puts the tokens of a flat outcome.
    fn produce(
        &self,
        task: usize,
        outcome: u32,
        state: &mut [u32],
        dirty: &mut Dirty,
        out: &mut Commands,
    ) -> Result<(), Ended> {
        let parts = &self.tasks[task];
        for condition in &self.cancel_conditions[range(parts.cancel_conditions)] {
            let place = self.layout.conditions[*condition as usize];
            if place.count(state) > 0 {
                place.empty(state);
                out.say(COMMAND_CLEAR, *condition, 0);
                self.touch(*condition as usize, dirty);
            }
        }
        for cancelled in self.cancel_tasks[range(parts.cancel_tasks)].iter().map(|task| *task as usize) {
            dirty.touch(cancelled / 32, 1 << (cancelled % 32));
            if self.is_enabled(cancelled, state) {
                self.disable(cancelled, state);
                out.say(COMMAND_WITHDRAW, index(cancelled), 0);
            }
            self.cancel(cancelled, state, out);
        }
        let first = self.arc_start[outcome as usize];
        let end = self.arc_start[outcome as usize + 1];
        for (arc, condition) in (first..end).zip(&self.arcs[range((first, end))]) {
            self.put(*condition as usize, arc, state, dirty, out)?;
        }
        Ok(())
    }

    #[inline]
    fn put(
        &self,
        condition: usize,
        arc: u32,
        state: &mut [u32],
        dirty: &mut Dirty,
        out: &mut Commands,
    ) -> Result<(), Ended> {
        let place = self.layout.conditions[condition];
        if place.count(state) >= u32::from(place.bound) {
            out.say(COMMAND_OVERFLOW, index(condition), 0);
            self.end(STATUS_FAILED, state, out);
            return Err(Ended);
        }
        place.add(state);
        out.say(COMMAND_PUT, index(condition), arc);
        if self.explicit && self.output[condition] {
            self.end(STATUS_OK, state, out);
            return Err(Ended);
        }
        self.touch(condition, dirty);
        Ok(())
    }

    #[inline]
    fn settle(&self, state: &mut [u32], dirty: &mut Dirty, out: &mut Commands) {
        if self.has_silent && self.fire_silent(state, dirty, out).is_err() {
            return;
        }
        for word in dirty.low..dirty.end {
            let mut bits = dirty.bits[word];
            while bits != 0 {
                let bit = bits & bits.wrapping_neg();
                bits ^= bit;
                let task = task_of(word, bit);
                let wanted = self.joins.satisfied(task, state)
                    && self.layout.running[task].count(state) < self.layout.task_bound[task];
                let enabled = state[self.layout.enabled_at + word] & bit != 0;
                if wanted && !enabled {
                    continue;
                }
                dirty.bits[word] ^= bit;
                if enabled && !wanted {
                    self.disable(task, state);
                    out.say(COMMAND_WITHDRAW, index(task), 0);
                }
            }
        }
        for word in dirty.low..dirty.end {
            let mut bits = dirty.bits[word];
            state[self.layout.enabled_at + word] |= bits;
            while bits != 0 {
                out.say(COMMAND_ENABLE, index(task_of(word, bits)), 0);
                bits &= bits - 1;
            }
        }
        self.end_if_nothing_is_left(state, out);
    }

    /// Passes over the silent tasks until none fires.
    fn fire_silent(&self, state: &mut [u32], dirty: &mut Dirty, out: &mut Commands) -> Result<(), Ended> {
        for _ in 0..self.pass_limit {
            let mut fired = false;
            let mut word = dirty.low;
            while word < dirty.end {
                let mut above = u32::MAX;
                loop {
                    let bits = dirty.bits[word] & self.silent[word] & above;
                    if bits == 0 {
                        break;
                    }
                    let bit = bits & bits.wrapping_neg();
                    above = !(bit | (bit - 1));
                    dirty.bits[word] ^= bit;
                    let task = task_of(word, bit);
                    if self.joins.satisfied(task, state) {
                        fired = true;
                        self.take(task, state, dirty, out);
                        self.produce(task, self.tasks[task].outcomes.0, state, dirty, out)?;
                    }
                }
                word += 1;
            }
            if !fired {
                return Ok(());
            }
        }
        out.say(COMMAND_OVERFLOW, NONE, 0);
        self.end(STATUS_FAILED, state, out);
        Err(Ended)
    }

    fn end_if_nothing_is_left(&self, state: &mut [u32], out: &mut Commands) {
        let layout = &self.layout;
        if state[layout.enabled_at..].iter().any(|word| *word != 0) {
            return;
        }
        let marking = &state[1..layout.enabled_at];
        let rest = marking.iter().zip(&layout.output_mask).any(|(word, outputs)| word & !outputs != 0);
        let ok = !self.explicit && !rest && marking.iter().any(|word| *word != 0);
        self.end(if ok { STATUS_OK } else { STATUS_DEADLOCK }, state, out);
    }

    fn end(&self, status: u32, state: &mut [u32], out: &mut Commands) {
        let layout = &self.layout;
        for (word, enabled) in state[layout.enabled_at..layout.running_at].iter_mut().enumerate() {
            let mut bits = std::mem::take(enabled);
            while bits != 0 {
                out.say(COMMAND_WITHDRAW, index(task_of(word, bits)), 0);
                bits &= bits - 1;
            }
        }
        if state[layout.running_at..].iter().any(|word| *word != 0) {
            for task in 0..self.tasks.len() {
                self.cancel(task, state, out);
            }
        }
        state[0] = status;
        out.say(COMMAND_END, status, 0);
    }

    #[inline]
    fn is_enabled(&self, task: usize, state: &[u32]) -> bool {
        state[self.layout.enabled_at + task / 32] >> (task % 32) & 1 == 1
    }

    #[inline]
    fn disable(&self, task: usize, state: &mut [u32]) {
        state[self.layout.enabled_at + task / 32] &= !(1 << (task % 32));
    }

    fn cancel(&self, task: usize, state: &mut [u32], out: &mut Commands) {
        let place = self.layout.running[task];
        let running = place.count(state);
        if running > 0 {
            place.empty(state);
            out.say(COMMAND_CANCEL, index(task), running);
        }
    }

    #[inline]
    fn touch(&self, condition: usize, dirty: &mut Dirty) {
        for (word, bits) in self.consumers.row(condition) {
            dirty.touch(*word as usize, *bits);
        }
    }
}

#[inline]
fn range((from, to): (u32, u32)) -> std::ops::Range<usize> {
    from as usize..to as usize
}

#[inline]
fn task_of(word: usize, bits: u32) -> usize {
    word * 32 + bits.trailing_zeros() as usize
}

/// Counts of a checked table are below `COUNT_LIMIT`.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "counts are below COUNT_LIMIT")]
fn index(value: usize) -> u32 {
    value as u32
}
