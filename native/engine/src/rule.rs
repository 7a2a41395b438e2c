//! The firing rule, as ARCHITECTURE "The step" tells it. The same walk as `src/kernel/step.ts`.
use crate::command::Commands;
use crate::dirty::Dirty;
use crate::layout::{
    COMMAND_CANCEL, COMMAND_CLEAR, COMMAND_ENABLE, COMMAND_END, COMMAND_OVERFLOW, COMMAND_PUT, COMMAND_TAKE,
    COMMAND_WITHDRAW, Col, EVENT_CANCEL, EVENT_COMPLETE, EVENT_FAIL, EVENT_OPEN, EVENT_START, EVENT_WORDS, NONE,
    REFUSAL_ENDED, REFUSAL_NOT_ENABLED, REFUSAL_NOT_STARTED, REFUSAL_SLOT, REFUSAL_UNKNOWN, STATUS_CANCELLED,
    STATUS_DEADLOCK, STATUS_EMPTY, STATUS_FAILED, STATUS_OK, STATUS_RUNNING,
};
use crate::mask::{Joins, Masks, consumers};
use crate::state::{SILENT, StateLayout};
use crate::table::Table;

/// Status word of a slot that nobody allocated.
const FREE: u32 = NONE;

/// What one task needs, next to each other in memory; each pair cuts a flat column.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    inputs: (u32, u32),
    outcomes: (u32, u32),
    cancel_conditions: (u32, u32),
    cancel_tasks: (u32, u32),
    xor: bool,
}

/// The case is over.
struct Ended;

/// The firing rule over one table.
#[derive(Debug)]
pub struct Rule {
    pub layout: StateLayout,
    pub tasks: Vec<Task>,
    inputs: Vec<u32>,
    arc_start: Vec<u32>,
    arcs: Vec<u32>,
    cancel_conditions: Vec<u32>,
    cancel_tasks: Vec<u32>,
    joins: Joins,
    consumers: Masks,
    output: Vec<bool>,
    silent: Vec<u32>,
    pub has_silent: bool,
    pass_limit: u64,
    explicit: bool,
    open_condition: usize,
}

impl Rule {
    pub fn new(table: &Table) -> Self {
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
    pub fn event(
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
