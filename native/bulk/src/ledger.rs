//! The books of the cases, as `compiler/simulate/ledger.ts` keeps them: what each command of the kernel makes of their
//! work items. The only place that steps the kernel.
use knhk_engine::layout::{
    COMMAND_CANCEL, COMMAND_CLEAR, COMMAND_DONE, COMMAND_ENABLE, COMMAND_END, COMMAND_OVERFLOW, COMMAND_PUT,
    COMMAND_REFUSE, COMMAND_SPAWN, COMMAND_TAKE, COMMAND_WITHDRAW, COMMAND_WORDS, EVENT_EXPIRE, EVENT_SIGNAL,
    EVENT_START, REFUSAL_BLOCKED,
};

use crate::agenda::Happening;
use crate::case::{Item, NONE, Token};
use crate::plan::Trigger;
use crate::world::World;

/// A case has taken more events than it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endless {
    /// Of the case, from 0, those of the warm-up with them.
    pub number: u32,
    /// Events that it took.
    pub events: u64,
    /// What it did most often of late, a choice before others.
    pub task: u32,
    /// How often.
    pub times: u32,
}

/// Tokens that were taken by a task, while nothing is put.
struct Passing {
    since: f64,
    task: u32,
    is_put: bool,
}

/// Of cases, items and triggers there are fewer than 2^32.
pub fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(NONE)
}

impl World<'_> {
    /// One event. `because` is the work item that it is about. Returns whether it was taken: a start that something
    /// excludes is not, nor a signal that nothing waits for.
    ///
    /// # Errors
    /// When the case has had its events.
    ///
    /// # Panics
    /// When the kernel refuses, or says what it does not say of such workflows: a bug.
    pub fn fire(&mut self, c: usize, kind: u32, subject: u32, detail: u32, mut because: u32) -> Result<bool, Endless> {
        let count = self.step(c, [kind, subject, detail]);
        let case = &mut self.cases[c];
        self.tally.events += 1;
        case.events += 1;
        if case.events > self.plan.events_max {
            return Err(self.endless(c, because));
        }
        let mut passing = Passing { since: f64::INFINITY, task: NONE, is_put: false };
        for at in 0..count {
            let words = &self.commands[at * COMMAND_WORDS..];
            let (said, task, more) = (words[1], words[2], words[3]);
            match said {
                COMMAND_TAKE => self.take(c, task, more, &mut passing),
                COMMAND_PUT => self.put(c, task, more, &mut passing),
                COMMAND_CLEAR => self.cases[c].tokens[task as usize].clear(),
                COMMAND_ENABLE => self.enable(c, task, because, kind == EVENT_START && subject == task),
                COMMAND_WITHDRAW => self.withdraw(c, task),
                COMMAND_CANCEL => self.cancel(c, task),
                COMMAND_END => self.cases[c].status = task,
                COMMAND_OVERFLOW => {}
                COMMAND_REFUSE if task == REFUSAL_BLOCKED || kind == EVENT_SIGNAL || kind == EVENT_EXPIRE => {
                    return Ok(false);
                }
                COMMAND_REFUSE => panic!("the kernel refused event {kind} of task {subject}: {task}"),
                COMMAND_DONE => {
                    if let Some(done) = self.done_by_itself(c, task) {
                        self.cases[c].last = done;
                        because = done;
                    }
                }
                COMMAND_SPAWN => panic!("the plan has a task that is not covered: {task}"),
                other => panic!("the kernel said {other}, which is nothing"),
            }
        }
        self.cases[c].is_changed = true;
        Ok(true)
    }

    /// A task that received.
    fn done_by_itself(&mut self, c: usize, task: u32) -> Option<u32> {
        let case = &mut self.cases[c];
        let i = std::mem::replace(&mut case.enabled[task as usize], NONE);
        if i == NONE {
            return None;
        }
        case.fresh.retain(|one| *one != i);
        let item = &mut case.items[i as usize];
        if item.started_at < 0.0 {
            item.started_at = self.now;
            if case.is_counted {
                self.tally.started(item);
            }
        }
        self.let_go(c, i);
        let case = &self.cases[c];
        if case.is_counted {
            self.tally.completed(&case.items[i as usize], self.now);
        }
        Some(i)
    }

    /// Returns how many commands there are.
    fn step(&mut self, c: usize, [kind, subject, detail]: [u32; 3]) -> usize {
        let event = [narrow(c), kind, subject, detail];
        loop {
            let report = self.kernel.step(&mut self.arena, &event, &mut self.commands, 1);
            if report.needed == 0 {
                return report.commands;
            }
            self.commands.resize(report.needed * 2, 0);
        }
    }

    fn take(&mut self, c: usize, condition: u32, task: u32, passing: &mut Passing) {
        if !self.plan.tracks {
            return;
        }
        if passing.is_put || passing.task != task {
            passing.since = f64::INFINITY;
        }
        let tokens = &mut self.cases[c].tokens[condition as usize];
        let since = if tokens.is_empty() { self.now } else { tokens.remove(0).since };
        if since < passing.since {
            passing.since = since;
        }
        passing.task = task;
        passing.is_put = false;
    }

    /// A token of a task that only routes was waited for since the first of those that it took came.
    fn put(&mut self, c: usize, condition: u32, arc: u32, passing: &mut Passing) {
        if self.plan.tracks {
            let task = self.plan.arcs.get(arc as usize).copied();
            let is_passed = task.is_some_and(|task| task == passing.task && self.plan.tasks[task as usize].is_silent);
            let since = if is_passed { passing.since } else { self.now };
            self.cases[c].tokens[condition as usize].push(Token { at: self.now, since });
            if arc == NONE {
                self.keep(c, condition);
            }
        }
        passing.is_put = true;
    }

    /// A signal is kept, if it is one, until it is too old.
    fn keep(&mut self, c: usize, condition: u32) {
        let Some(trigger) = self.plan.triggers.iter().rposition(|of| of.condition == Some(condition)) else { return };
        let Trigger { keep, .. } = self.plan.triggers[trigger];
        if keep < f64::INFINITY {
            let (place, number, came) = (narrow(c), self.cases[c].number, self.now);
            self.agenda.note(came + keep, Happening::Expire { place, number, trigger: narrow(trigger), came });
        }
    }

    /// `again`: by the start of the same task.
    fn enable(&mut self, c: usize, task: u32, because: u32, again: bool) {
        let (mut first, mut last) = (f64::INFINITY, f64::NEG_INFINITY);
        let case = &mut self.cases[c];
        let of = &self.plan.tasks[task as usize];
        for &(condition, weight) in &of.inputs {
            let tokens = &case.tokens[condition];
            if !self.plan.tracks || tokens.is_empty() {
                continue;
            }
            first = first.min(tokens[0].since);
            last = last.max(tokens[weight.min(tokens.len()) - 1].at);
            if of.first_input {
                break;
            }
        }
        let ready_at = if again && last > f64::NEG_INFINITY { last } else { self.now };
        let wait = ready_at - first;
        let item = narrow(case.items.len());
        case.items.push(Item {
            task,
            cause: because,
            enabled_at: self.now,
            ready_at,
            joined: if wait > 0.0 { wait } else { 0.0 },
            queued_at: 0.0,
            queued: 0.0,
            started_at: -1.0,
            due_at: -1.0,
            is_due: false,
            is_queued: false,
            is_started: false,
            is_over: false,
            has_person: false,
        });
        case.enabled[task as usize] = item;
        case.fresh.push(item);
    }

    fn withdraw(&mut self, c: usize, task: u32) {
        let item = std::mem::replace(&mut self.cases[c].enabled[task as usize], NONE);
        if item != NONE {
            self.drop_item(c, item);
        }
    }

    fn cancel(&mut self, c: usize, task: u32) {
        let mut at = 0;
        while let Some(&item) = self.cases[c].running.get(at) {
            if self.cases[c].items[item as usize].task == task {
                self.cases[c].running.remove(at);
                self.drop_item(c, item);
            } else {
                at += 1;
            }
        }
    }

    fn drop_item(&mut self, c: usize, i: u32) {
        self.let_go(c, i);
        let case = &self.cases[c];
        if case.is_counted {
            self.tally.dropped(&case.items[i as usize]);
        }
    }

    /// It is over: nobody waits for it or works on it any more, and its time does not come.
    pub fn let_go(&mut self, c: usize, i: u32) {
        let item = &mut self.cases[c].items[i as usize];
        item.is_over = true;
        let Some(role) = self.plan.tasks[item.task as usize].role else { return };
        let crew = &mut self.crews[role];
        if item.is_queued {
            crew.leave(self.now);
            item.is_queued = false;
            item.queued += self.now - item.queued_at;
        }
        if item.has_person {
            crew.release(self.now);
        }
        item.has_person = false;
    }

    fn endless(&self, c: usize, because: u32) -> Endless {
        let case = &self.cases[c];
        let mut counts: Vec<(u32, u32)> = Vec::new();
        let mut at = because;
        while at != NONE {
            let item = &case.items[at as usize];
            match counts.iter_mut().find(|(task, _)| *task == item.task) {
                Some((_, times)) => *times += 1,
                None => counts.push((item.task, 1)),
            }
            at = item.cause;
        }
        counts.sort_by_key(|&(_, times)| std::cmp::Reverse(times));
        let choosing = counts.iter().find(|(task, _)| self.plan.tasks[*task as usize].chooses);
        let (task, times) = choosing.or_else(|| counts.first()).copied().unwrap_or((0, 0));
        Endless { number: case.number, events: case.events - 1, task, times }
    }
}
