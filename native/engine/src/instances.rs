//! Tasks with instances: several work items in one start. The same walk as `src/kernel/step.ts` and `firing.ts`.
use crate::cell::{change, part, part_mut};
use crate::event::{Case, Ended, Stop, refuse};
use crate::layout::{
    COMMAND_CANCEL, COMMAND_DONE, COMMAND_SPAWN, COMMAND_WITHDRAW, REFUSAL_CLOSED, REFUSAL_COUNT, REFUSAL_NOT_STARTED,
    REFUSAL_UNKNOWN,
};
use crate::produce::index;
use crate::rule::Instances;
use crate::state::{FINISHED, INSTANCE_WORDS, PENDING, RUNNING, phase};

impl Case<'_, '_> {
    #[cold]
    pub fn start_instances(&mut self, task: usize, count: u32) -> Result<(), Stop> {
        let instances = self.instances_of(task)?;
        let count = instances.count.unwrap_or(count);
        if !(instances.min..=instances.max).contains(&count) {
            return refuse(REFUSAL_COUNT);
        }
        self.disable(task);
        self.take(task);
        self.keep(instances, [phase::BUSY, count, 0, 0]);
        self.touch_running(task);
        if count > 0 {
            self.out.say(COMMAND_SPAWN, index(task), count);
        }
        if count == 0 || instances.threshold == Some(0) {
            self.done(instances)?;
        }
        self.settle();
        Ok(())
    }

    pub fn begin(&mut self, task: usize) -> Result<(), Stop> {
        let instances = self.instances_of(task)?;
        let mut words = self.words(instances);
        words[PENDING] = words[PENDING].checked_sub(1).ok_or(Stop::Refused(REFUSAL_NOT_STARTED))?;
        words[RUNNING] += 1;
        self.keep(instances, words);
        Ok(())
    }

    /// `enough`: 1 if the task is done with this instance, which those may say that declare it.
    pub fn finish(&mut self, task: usize, enough: u32) -> Result<(), Stop> {
        let instances = self.instances_of(task)?;
        if enough > u32::from(instances.until) {
            return refuse(REFUSAL_UNKNOWN);
        }
        let mut words = self.words(instances);
        words[RUNNING] = words[RUNNING].checked_sub(1).ok_or(Stop::Refused(REFUSAL_NOT_STARTED))?;
        words[FINISHED] += 1;
        self.keep(instances, words);
        let is_enough = match instances.threshold {
            _ if instances.until => enough == 1,
            Some(threshold) => words[FINISHED] >= threshold,
            None => words[PENDING] + words[RUNNING] == 0,
        };
        let is_done = words[0] == phase::BUSY && is_enough;
        self.idle_if_finished(instances);
        if is_done {
            self.done(instances)?;
        }
        self.settle();
        Ok(())
    }

    pub fn add(&mut self, task: usize) -> Result<(), Stop> {
        let instances = self.instances_of(task)?;
        let mut words = self.words(instances);
        if words[0] == phase::IDLE {
            return refuse(REFUSAL_NOT_STARTED);
        }
        if words[PENDING] + words[RUNNING] + words[FINISHED] >= instances.max {
            return refuse(REFUSAL_COUNT);
        }
        if words[0] == phase::ABSORBING || !instances.open {
            return refuse(REFUSAL_CLOSED);
        }
        words[PENDING] += 1;
        self.keep(instances, words);
        self.out.say(COMMAND_SPAWN, index(task), 1);
        Ok(())
    }

    /// An instance is not finished, or one may be added to a task that is not done.
    pub fn instances_go_on(&self) -> bool {
        self.rule.instances.iter().any(|instances| {
            let words = self.words(instances);
            let takes_more = instances.open && words[FINISHED] < instances.max;
            words[PENDING] != 0 || words[RUNNING] != 0 || (words[0] == phase::BUSY && takes_more)
        })
    }

    /// What did not begin is withdrawn, what runs is cancelled, and the task is idle.
    #[cold]
    pub fn cancel_instances(&mut self, task: usize) {
        let Ok(instances) = self.instances_of(task) else { return };
        let words = self.words(instances);
        self.keep(instances, [phase::IDLE; INSTANCE_WORDS]);
        if words[PENDING] > 0 {
            self.out.say(COMMAND_WITHDRAW, index(task), words[PENDING]);
        }
        if words[RUNNING] > 0 {
            self.out.say(COMMAND_CANCEL, index(task), words[RUNNING]);
        }
    }

    fn done(&mut self, instances: &Instances) -> Result<(), Ended> {
        self.out.say(COMMAND_DONE, index(instances.task), 0);
        if instances.cancels {
            self.cancel_instances(instances.task);
        } else {
            change(self.state, instances.word, |phase| *phase = phase::ABSORBING);
        }
        self.idle_if_finished(instances);
        self.produce(instances.task, 0)
    }

    /// After the last instance a task that is done may start again.
    fn idle_if_finished(&mut self, instances: &Instances) {
        self.touch_task(instances.task);
        let words = self.words(instances);
        if words[0] == phase::ABSORBING && words[PENDING] == 0 && words[RUNNING] == 0 {
            self.keep(instances, [phase::IDLE; INSTANCE_WORDS]);
        }
    }

    fn words(&self, Instances { word, .. }: &Instances) -> [u32; INSTANCE_WORDS] {
        part(self.state, (*word, word + INSTANCE_WORDS)).first_chunk().copied().unwrap_or_default()
    }

    fn keep(&mut self, Instances { word, .. }: &Instances, words: [u32; INSTANCE_WORDS]) {
        if let Some(kept) = part_mut(self.state, (*word, word + INSTANCE_WORDS)).first_chunk_mut() {
            *kept = words;
        }
    }
}

impl<'a> Case<'a, '_> {
    fn instances_of(&self, task: usize) -> Result<&'a Instances, Stop> {
        self.rule.instances_of(task).ok_or(Stop::Refused(REFUSAL_UNKNOWN))
    }
}
