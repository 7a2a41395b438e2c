//! Cases in simulated time, as `compiler/simulate/world.ts` plays them: the kernel says what is enabled, starts, ends
//! and is cancelled; here is only when things happen and what is drawn.
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use knhk_engine::Kernel;
use knhk_engine::layout::{COMMAND_WORDS, EVENT_COMPLETE, EVENT_EXPIRE, EVENT_OPEN, EVENT_SIGNAL, EVENT_START};
use knhk_pool::Token;

use crate::agenda::{Agenda, Happening};
use crate::arrivals::Arrivals;
use crate::case::{Case, NONE, Place};
use crate::crew::{Crew, CrewCounts};
use crate::ledger::{Endless, narrow};
use crate::plan::{Plan, Trigger};
use crate::tally::Tally;

/// Events after which it is asked whether the run was called off.
const PATIENCE: u32 = 1024;

/// Who looks at a run from outside.
#[derive(Clone, Copy)]
pub struct Outside<'a> {
    /// Cases that are over.
    pub over: &'a AtomicU64,
    /// Calls it off.
    pub token: &'a Token,
}

#[derive(Debug)]
pub struct World<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) kernel: Kernel,
    /// States by the place of a case.
    pub(crate) arena: Vec<u32>,
    pub(crate) commands: Vec<u32>,
    pub(crate) now: f64,
    pub(crate) crews: Vec<Crew>,
    pub(crate) cases: Vec<Case>,
    pub(crate) tally: Tally,
    pub(crate) agenda: Agenda,
    free: Vec<usize>,
    /// The number of the first case that `tally` has a place for.
    counted_from: u64,
    /// Where cases wait for each other: each calls the next.
    arrivals: Option<Arrivals>,
    /// Cases that are over and not told of.
    over: u64,
}

impl<'a> World<'a> {
    pub fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            kernel: Kernel::new(plan.table.clone()),
            arena: Vec::new(),
            commands: vec![0; 64 * COMMAND_WORDS],
            now: 0.0,
            crews: plan.people.iter().map(|people| Crew::new(*people)).collect(),
            cases: Vec::new(),
            tally: Tally::default(),
            agenda: Agenda::default(),
            free: Vec::new(),
            counted_from: 0,
            arrivals: None,
            over: 0,
        }
    }

    /// Plays cases that wait for no other, one after the other.
    ///
    /// # Errors
    /// The first that does not end. What is returned of a run that was called off is not whole.
    pub fn play_apart(
        &mut self,
        numbers: Range<usize>,
        mut arrivals: Arrivals,
        outside: Outside<'_>,
    ) -> Result<Tally, Endless> {
        self.begin(numbers.start as u64, numbers.end as u64);
        for number in numbers.clone() {
            if outside.token.is_cancelled() {
                break;
            }
            let time = arrivals.next(&self.plan.arrival);
            self.agenda.note(time, Happening::Arrive(u32::try_from(number).unwrap_or(NONE)));
            self.run(outside)?;
        }
        Ok(self.counted(numbers.end as u64))
    }

    /// Plays all cases, at the same time.
    ///
    /// # Errors
    /// As `play_apart`.
    pub fn play_together(&mut self, outside: Outside<'_>) -> Result<Tally, Endless> {
        self.begin(0, self.plan.total);
        let mut arrivals = Arrivals::new(self.plan);
        let time = arrivals.next(&self.plan.arrival);
        self.arrivals = Some(arrivals);
        self.agenda.note(time, Happening::Arrive(0));
        self.run(outside)?;
        Ok(self.counted(self.plan.total))
    }

    /// What an earlier play left, if it ended early, is gone.
    fn begin(&mut self, from: u64, until: u64) {
        self.agenda.clear();
        self.counted_from = from.max(self.plan.warm_up);
        let count = usize::try_from(until.saturating_sub(self.counted_from)).unwrap_or(0);
        self.tally = Tally::new(self.plan, count);
        self.crews.iter_mut().for_each(|crew| crew.counts = CrewCounts::default());
    }

    fn counted(&mut self, until: u64) -> Tally {
        let mut tally = std::mem::take(&mut self.tally);
        if until > self.plan.warm_up {
            tally.crews = self.crews.iter().map(|crew| crew.counts).collect();
        }
        tally
    }

    /// Lets time go on until nothing is left to happen.
    fn run(&mut self, outside: Outside<'_>) -> Result<(), Endless> {
        let mut patience = PATIENCE;
        while let Some(due) = self.agenda.take() {
            patience -= 1;
            if patience == 0 {
                if outside.token.is_cancelled() {
                    return Ok(());
                }
                patience = PATIENCE;
            }
            match due.what {
                Happening::Arrive(number) => {
                    self.now = due.time;
                    self.arrive(number)?;
                }
                Happening::Finish { place, number, item } => {
                    let case = &self.cases[place as usize];
                    if case.is_closed || case.number != number || case.items[item as usize].is_over {
                        continue;
                    }
                    self.now = due.time;
                    self.finish(place as usize, item)?;
                }
                Happening::Signal { place, number, trigger, item } => {
                    let case = &self.cases[place as usize];
                    let is_there = !case.is_closed && case.number == number;
                    if item != NONE && (!is_there || case.items[item as usize].is_over) {
                        continue;
                    }
                    self.now = due.time;
                    if is_there {
                        self.signal(place as usize, trigger, item)?;
                    }
                }
                Happening::Expire { place, number, trigger, came } => {
                    self.now = due.time;
                    let case = &self.cases[place as usize];
                    if !case.is_closed && case.number == number {
                        self.expire(place as usize, trigger, came)?;
                    }
                }
            }
            self.serve()?;
            if self.over > 0 {
                outside.over.fetch_add(std::mem::take(&mut self.over), Ordering::Relaxed);
            }
        }
        self.give_up();
        outside.over.fetch_add(std::mem::take(&mut self.over), Ordering::Relaxed);
        Ok(())
    }

    /// Cases that are not over wait for ever.
    fn give_up(&mut self) {
        let mut open: Vec<usize> = (0..self.cases.len()).filter(|c| !self.cases[*c].is_closed).collect();
        open.sort_by_key(|c| self.cases[*c].number);
        for c in open {
            for task in 0..self.plan.tasks.len() {
                if self.cases[c].enabled[task] != NONE && self.cases[c].is_counted {
                    self.tally.tasks[task].stuck += 1;
                }
            }
            for item in std::mem::take(&mut self.cases[c].blocked) {
                self.let_go(c, item);
            }
            self.over(c);
        }
    }

    fn arrive(&mut self, number: u32) -> Result<(), Endless> {
        if u64::from(number) == self.plan.warm_up {
            self.crews.iter_mut().for_each(|crew| crew.begin(self.now));
        }
        let c = self.free.pop().unwrap_or_else(|| {
            self.cases.push(Case::new(self.plan));
            self.arena.resize(self.cases.len() * self.kernel.state_words(), 0);
            self.cases.len() - 1
        });
        let words = self.kernel.state_words();
        self.arena[c * words..(c + 1) * words].fill(0);
        self.cases[c].begin(number, self.plan, self.now);
        self.fire(c, EVENT_OPEN, 0, 0, NONE)?;
        for trigger in &self.plan.received {
            let Trigger { from_start: true, after, .. } = &self.plan.triggers[*trigger as usize] else { continue };
            let time = self.now + after.draw(&mut self.cases[c].random);
            self.agenda.note(time, Happening::Signal { place: narrow(c), number, trigger: *trigger, item: NONE });
        }
        self.go_on(c)?;
        if let Some(arrivals) = self.arrivals.as_mut().filter(|_| u64::from(number) + 1 < self.plan.total) {
            let time = arrivals.next(&self.plan.arrival);
            self.agenda.note(time, Happening::Arrive(number + 1));
        }
        Ok(())
    }

    /// Starts what can start.
    fn go_on(&mut self, c: usize) -> Result<(), Endless> {
        loop {
            if self.cases[c].status != 0 {
                self.over(c);
                return Ok(());
            }
            if self.cases[c].is_changed && !self.cases[c].blocked.is_empty() {
                self.unblock(c);
            }
            self.cases[c].is_changed = false;
            let Some(item) = self.next_start(c) else { return Ok(()) };
            if self.cases[c].items[item as usize].is_over {
                continue;
            }
            let task = self.cases[c].items[item as usize].task;
            let of = &self.plan.tasks[task as usize];
            if let Some(trigger) = of.receives {
                self.await_signal(c, item, trigger);
            } else if of.is_timer {
                self.work(c, item);
            } else {
                self.ask(c, item)?;
            }
        }
    }

    fn over(&mut self, c: usize) {
        let case = &mut self.cases[c];
        if case.is_closed {
            return;
        }
        case.is_closed = true;
        self.free.push(c);
        self.over += 1;
        if case.is_counted {
            let at = usize::try_from(u64::from(case.number) - self.counted_from).unwrap_or(usize::MAX);
            self.tally.over(&self.cases[c], at, self.now);
        }
    }

    /// The first of the new ones by index.
    fn next_start(&mut self, c: usize) -> Option<u32> {
        let Case { fresh, items, random, .. } = &mut self.cases[c];
        let task = |at: usize| items[fresh[at] as usize].task;
        // The first of equals is the least to `min_by_key`.
        let mut first = (0..fresh.len()).min_by_key(|at| task(*at))?;
        let is_excluded = |at: usize| self.plan.tasks[task(at) as usize].is_excluded;
        if fresh.len() > 1 && is_excluded(first) {
            let rivals: Vec<usize> = (0..fresh.len()).filter(|at| is_excluded(*at)).collect();
            first = rivals[whole(random.below(f64::from(narrow(rivals.len())))) as usize];
        }
        Some(fresh.remove(first))
    }

    fn await_signal(&mut self, c: usize, i: u32, trigger: u32) {
        let Case { number, items, random, is_counted, .. } = &mut self.cases[c];
        let item = &mut items[i as usize];
        item.started_at = self.now;
        if *is_counted {
            self.tally.started(item);
        }
        let Trigger { from_start: false, after, .. } = &self.plan.triggers[trigger as usize] else { return };
        item.due_at = self.now + after.draw(random);
        self.agenda.note(item.due_at, Happening::Signal { place: narrow(c), number: *number, trigger, item: i });
    }

    /// `i`: the item that this signal comes for.
    fn signal(&mut self, c: usize, trigger: u32, i: u32) -> Result<(), Endless> {
        if self.cases[c].status != 0 {
            return Ok(());
        }
        let before = self.cases[c].last;
        let is_taken = self.fire(c, EVENT_SIGNAL, trigger, 0, i)?;
        let Case { number, items, last, blocked, .. } = &mut self.cases[c];
        if i != NONE && !is_taken {
            items[i as usize].is_due = true;
            blocked.push(i);
        } else if i != NONE && !items[i as usize].is_over && *last != before {
            // Another task took the signal that came for this one: this one gets that of the other.
            let of_other = items.get(*last as usize).map_or(self.now, |other| other.due_at);
            let time = if of_other > self.now { of_other } else { self.now };
            items[i as usize].due_at = time;
            self.agenda.note(time, Happening::Signal { place: narrow(c), number: *number, trigger, item: i });
        }
        self.go_on(c)
    }

    /// A signal that is kept is too old, if it is still there.
    fn expire(&mut self, c: usize, trigger: u32, since: f64) -> Result<(), Endless> {
        let case = &self.cases[c];
        let condition = self.plan.triggers[trigger as usize].condition;
        let oldest = condition.and_then(|condition| case.tokens[condition as usize].first());
        if case.status == 0 && oldest.is_some_and(|token| token.at <= since) {
            self.fire(c, EVENT_EXPIRE, trigger, 0, NONE)?;
            self.go_on(c)?;
        }
        Ok(())
    }

    /// Tries again what was excluded: what starts now waits in the queue of its role, or is due.
    fn unblock(&mut self, c: usize) {
        let Case { number, items, fresh, blocked, .. } = &mut self.cases[c];
        for i in blocked.drain(..) {
            let item = &mut items[i as usize];
            if item.is_over {
                continue;
            }
            if !item.is_due {
                fresh.push(i);
                continue;
            }
            item.is_due = false;
            item.due_at = self.now;
            let (place, number) = (narrow(c), *number);
            let finish = Happening::Finish { place, number, item: i };
            let signal = |trigger| Happening::Signal { place, number, trigger, item: i };
            let again = self.plan.tasks[item.task as usize].receives.map_or(finish, signal);
            self.agenda.note(self.now, again);
        }
    }

    /// A person is wanted, if its role has not enough of them.
    fn ask(&mut self, c: usize, i: u32) -> Result<(), Endless> {
        let Case { number, items, .. } = &mut self.cases[c];
        let item = &mut items[i as usize];
        let crew = self.plan.tasks[item.task as usize].role.map(|role| &mut self.crews[role]);
        if let Some(crew) = crew.filter(|crew| !crew.is_free()) {
            crew.wait(Place { case: c, number: *number, item: i }, self.now);
            item.is_queued = true;
            item.queued_at = self.now;
            return Ok(());
        }
        self.start(c, i)
    }

    /// People who are free take what waits longest.
    fn serve(&mut self) -> Result<(), Endless> {
        for role in 0..self.crews.len() {
            if !self.crews[role].is_limited() {
                continue;
            }
            while let Some(Place { case: c, number, item: i }) = self.crews[role].next() {
                let case = &mut self.cases[c];
                if case.is_closed || case.number != number || !case.items[i as usize].is_queued {
                    continue;
                }
                let item = &mut case.items[i as usize];
                self.crews[role].leave(self.now);
                item.is_queued = false;
                item.queued += self.now - item.queued_at;
                self.start(c, i)?;
                self.go_on(c)?;
            }
        }
        Ok(())
    }

    fn start(&mut self, c: usize, i: u32) -> Result<(), Endless> {
        let task = self.cases[c].items[i as usize].task;
        if self.plan.tasks[task as usize].is_open || self.tell_start(c, i, task)? {
            self.work(c, i);
        }
        Ok(())
    }

    /// The kernel hears that it starts. Returns whether it may.
    fn tell_start(&mut self, c: usize, i: u32, task: u32) -> Result<bool, Endless> {
        let case = &mut self.cases[c];
        case.enabled[task as usize] = NONE;
        case.running.push(i);
        let may = self.fire(c, EVENT_START, task, 0, i)?;
        let case = &mut self.cases[c];
        if may {
            case.items[i as usize].is_started = true;
        } else {
            case.running.retain(|item| *item != i);
            case.enabled[task as usize] = i;
            case.blocked.push(i);
        }
        Ok(may)
    }

    /// Somebody, or nobody, works on it until its time is over.
    fn work(&mut self, c: usize, i: u32) {
        let Case { number, items, random, is_counted, .. } = &mut self.cases[c];
        let item = &mut items[i as usize];
        if item.is_over {
            return;
        }
        let task = &self.plan.tasks[item.task as usize];
        if let Some(role) = task.role {
            self.crews[role].take(self.now);
            item.has_person = true;
        }
        item.started_at = self.now;
        if *is_counted {
            self.tally.started(item);
        }
        item.due_at = self.now + task.duration.draw(random);
        self.agenda.note(item.due_at, Happening::Finish { place: narrow(c), number: *number, item: i });
    }

    fn finish(&mut self, c: usize, i: u32) -> Result<(), Endless> {
        let item = &self.cases[c].items[i as usize];
        let task = item.task;
        if !item.is_started {
            if !self.tell_start(c, i, task)? {
                self.cases[c].items[i as usize].is_due = true;
                return Ok(());
            }
            if self.cases[c].items[i as usize].is_over {
                return self.go_on(c);
            }
        }
        self.complete(c, i, task)?;
        self.go_on(c)
    }

    fn complete(&mut self, c: usize, i: u32, task: u32) -> Result<(), Endless> {
        self.let_go(c, i);
        let Case { items, random, running, last, is_counted, .. } = &mut self.cases[c];
        if *is_counted {
            self.tally.completed(&items[i as usize], self.now);
        }
        *last = i;
        if let Some(at) = running.iter().position(|item| *item == i) {
            running.remove(at);
        }
        let of = &self.plan.tasks[task as usize];
        let outcome = of.outcome.as_ref().map_or(0, |draw| whole(draw.draw(random)));
        if *is_counted && of.outcome.is_some() {
            self.tally.chose(task, outcome, of.is_several);
        }
        self.fire(c, EVENT_COMPLETE, task, outcome, i).map(drop)
    }
}

/// Bits of routes may have come as a negative number.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the lower 32 bits, as JavaScript takes them"
)]
const fn whole(drawn: f64) -> u32 {
    drawn as i64 as u32
}
