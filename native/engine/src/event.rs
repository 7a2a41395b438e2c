//! What each event asks of the firing rule, or why it is refused. The same walk as `src/kernel/step.ts`.
use crate::cell::{change, read};
use crate::command::Commands;
use crate::dirty::Dirty;
use crate::kind;
use crate::layout::{
    Col, EVENT_ADD, EVENT_BEGIN, EVENT_CANCEL, EVENT_COMPLETE, EVENT_EXPIRE, EVENT_FAIL, EVENT_FINISH, EVENT_OPEN,
    EVENT_SIGNAL, EVENT_START, EVENT_STOP, EVENT_WORDS, NONE, REFUSAL_BLOCKED, REFUSAL_ENDED, REFUSAL_NOT_ENABLED,
    REFUSAL_NOT_STARTED, REFUSAL_SLOT, REFUSAL_UNKNOWN, STATUS_CANCELLED, STATUS_EMPTY, STATUS_FAILED, STATUS_RUNNING,
};
use crate::rule::{Rule, trait_of};
use crate::state::RUNNING;

/// Status word of a slot that nobody allocated.
const FREE: u32 = NONE;

/// The case is over: nothing of this event is left to do.
pub struct Ended;

/// Why an event goes no further: its `Refusal`, with nothing changed, or the end of its case.
pub enum Stop {
    Refused(u32),
    Ended,
}

impl From<Ended> for Stop {
    fn from(_: Ended) -> Self {
        Self::Ended
    }
}

pub const fn refuse<T>(refusal: u32) -> Result<T, Stop> {
    Err(Stop::Refused(refusal))
}

/// One case at one event.
pub struct Case<'a, 'b> {
    pub rule: &'a Rule,
    pub state: &'a mut [u32],
    pub dirty: &'a mut Dirty,
    pub out: &'a mut Commands<'b>,
}

impl Case<'_, '_> {
    /// Steps one event, or says why it is refused.
    #[inline]
    pub fn event(&mut self, event: [u32; EVENT_WORDS]) -> Result<(), Stop> {
        let [_, kind, subject, detail] = event;
        let status = read(self.state, 0);
        if kind == EVENT_OPEN {
            return if status == STATUS_EMPTY { self.open(subject) } else { refuse(REFUSAL_SLOT) };
        }
        if status == STATUS_EMPTY || status == FREE {
            return refuse(REFUSAL_SLOT);
        }
        if status != STATUS_RUNNING {
            return refuse(REFUSAL_ENDED);
        }
        let task = subject as usize;
        if kind == EVENT_START && task < self.rule.tasks.len() {
            return self.start(task, detail);
        }
        if kind == EVENT_COMPLETE && task < self.rule.tasks.len() {
            return self.complete(task, detail);
        }
        self.rare_event(kind, subject, detail)
    }

    #[cold]
    fn rare_event(&mut self, kind: u32, subject: u32, detail: u32) -> Result<(), Stop> {
        let task = subject as usize;
        match kind {
            EVENT_CANCEL => {
                self.end(STATUS_CANCELLED);
                Ok(())
            }
            EVENT_SIGNAL => self.signal(subject),
            EVENT_EXPIRE => self.expire(subject),
            _ if task >= self.rule.tasks.len() => refuse(REFUSAL_UNKNOWN),
            EVENT_FAIL => self.fail(task, detail),
            EVENT_BEGIN => self.begin(task),
            EVENT_FINISH => self.finish(task, detail),
            EVENT_ADD => self.add(task),
            EVENT_STOP => self.stop(task),
            _ => refuse(REFUSAL_UNKNOWN),
        }
    }

    fn open(&mut self, entry: u32) -> Result<(), Stop> {
        let rule = self.rule;
        let entry = entry as usize;
        if entry + 1 >= rule.table.column(Col::EntryStart).len() {
            return refuse(REFUSAL_UNKNOWN);
        }
        change(self.state, 0, |status| *status = STATUS_RUNNING);
        for condition in rule.table.slice(Col::EntryStart, Col::Marks, entry) {
            self.put(*condition as usize, NONE)?;
        }
        self.settle();
        Ok(())
    }

    #[inline]
    fn start(&mut self, task: usize, count: u32) -> Result<(), Stop> {
        let rule = self.rule;
        if !rule.is_enabled(task, self.state) {
            return refuse(REFUSAL_NOT_ENABLED);
        }
        if rule.is(task, trait_of::STARTS) {
            self.check_start(task)?;
            if rule.is(task, trait_of::INSTANCES) {
                return self.start_instances(task, count);
            }
        }
        self.disable(task);
        self.take(task);
        rule.running(task).add(self.state);
        self.touch_running(task);
        self.settle();
        Ok(())
    }

    #[cold]
    fn check_start(&self, task: usize) -> Result<(), Stop> {
        if self.rule.is(task, trait_of::RECEIVES) {
            return refuse(REFUSAL_NOT_ENABLED);
        }
        if self.rule.blocked(task, self.state) { refuse(REFUSAL_BLOCKED) } else { Ok(()) }
    }

    #[inline]
    fn complete(&mut self, task: usize, outcome: u32) -> Result<(), Stop> {
        let rule = self.rule;
        let parts = rule.task(task);
        let outcomes = parts.outcomes.1 - parts.outcomes.0;
        let known = if parts.traits & (trait_of::SEVERAL | trait_of::INSTANCES) == 0 {
            outcome < outcomes
        } else {
            parts.traits & trait_of::INSTANCES == 0 && is_routes(outcome, outcomes / 2)
        };
        if !known {
            return refuse(REFUSAL_UNKNOWN);
        }
        if rule.running(task).count(self.state) == 0 {
            return refuse(REFUSAL_NOT_STARTED);
        }
        self.leave(task);
        self.produce(task, outcome)?;
        self.settle();
        Ok(())
    }

    fn fail(&mut self, task: usize, status: u32) -> Result<(), Stop> {
        let status = if status == 0 { STATUS_FAILED } else { status };
        if !(STATUS_CANCELLED..=STATUS_FAILED).contains(&status) {
            return refuse(REFUSAL_UNKNOWN);
        }
        if let Some(instances) = self.rule.instances_of(task) {
            let running = read(self.state, instances.word + RUNNING);
            let fewer = running.checked_sub(1).ok_or(Stop::Refused(REFUSAL_NOT_STARTED))?;
            change(self.state, instances.word + RUNNING, |running| *running = fewer);
        } else if self.rule.running(task).count(self.state) == 0 {
            return refuse(REFUSAL_NOT_STARTED);
        } else {
            self.leave(task);
        }
        self.end(status);
        Ok(())
    }

    fn stop(&mut self, task: usize) -> Result<(), Stop> {
        let rule = self.rule;
        if read(rule.table.column(Col::TaskKind), task) == kind::task::SILENT {
            return refuse(REFUSAL_UNKNOWN);
        }
        if !rule.is_enabled(task, self.state) && rule.running(task).count(self.state) == 0 {
            return refuse(REFUSAL_NOT_STARTED);
        }
        for condition in rule.table.slice(Col::InputStart, Col::InputConditions, task) {
            self.clear(*condition);
        }
        self.drop_items(task);
        self.settle();
        Ok(())
    }
}

/// Some of the guarded routes of an OR-split, or the last alone: the default.
const fn is_routes(routes: u32, count: u32) -> bool {
    routes != 0 && routes <= 1 << (count - 1)
}
