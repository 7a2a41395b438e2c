//! Cases in simulated time, as `compiler/simulate/world.ts` plays them: the kernel says what is enabled, starts, ends
//! and is cancelled; here is only when things happen and what is drawn.
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use knhk_engine::Kernel;
use knhk_engine::layout::{COMMAND_WORDS, EVENT_COMPLETE, EVENT_OPEN, EVENT_START};
use knhk_pool::Token;

use crate::agenda::{Agenda, Happening};
use crate::arrivals::Arrivals;
use crate::case::{Case, NONE, Place};
use crate::crew::{Crew, CrewCounts};
use crate::ledger::Endless;
use crate::plan::Plan;
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
    agenda: Agenda,
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
            }
            self.serve()?;
            if self.over > 0 {
                outside.over.fetch_add(std::mem::take(&mut self.over), Ordering::Relaxed);
            }
        }
        assert_eq!(self.free.len(), self.cases.len(), "a case waits for ever, and nothing here can make it");
        Ok(())
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
            let Some(item) = self.next_start(c) else { return Ok(()) };
            if self.cases[c].items[item as usize].is_over {
                continue;
            }
            let task = self.cases[c].items[item as usize].task;
            if self.plan.tasks[task as usize].is_timer {
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
        let Case { fresh, items, .. } = &mut self.cases[c];
        // The first of equals is the least to `min_by_key`.
        let first = (0..fresh.len()).min_by_key(|at| items[fresh[*at] as usize].task)?;
        Some(fresh.remove(first))
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
        if !self.plan.tasks[task as usize].is_open {
            self.tell_start(c, i, task)?;
        }
        self.work(c, i);
        Ok(())
    }

    /// The kernel hears that it starts.
    fn tell_start(&mut self, c: usize, i: u32, task: u32) -> Result<(), Endless> {
        let case = &mut self.cases[c];
        case.enabled[task as usize] = NONE;
        case.running.push(i);
        self.fire(c, EVENT_START, task, 0, i)?;
        self.cases[c].items[i as usize].is_started = true;
        Ok(())
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
        let time = self.now + task.duration.draw(random);
        let place = u32::try_from(c).unwrap_or(NONE);
        self.agenda.note(time, Happening::Finish { place, number: *number, item: i });
    }

    fn finish(&mut self, c: usize, i: u32) -> Result<(), Endless> {
        let item = &self.cases[c].items[i as usize];
        let task = item.task;
        if !item.is_started {
            self.tell_start(c, i, task)?;
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
        self.fire(c, EVENT_COMPLETE, task, outcome, i)
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
