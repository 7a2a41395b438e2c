//! Tasks that receive: a signal starts and completes them at once. The same walk as `src/kernel/step.ts`.
use crate::event::{Case, Ended, Stop, refuse};
use crate::layout::{COMMAND_DONE, COMMAND_ENABLE, Col, NONE, REFUSAL_FULL, REFUSAL_NOT_WAITING, REFUSAL_UNKNOWN};
use crate::produce::index;

impl Case<'_, '_> {
    #[cold]
    pub fn signal(&mut self, trigger: u32) -> Result<(), Stop> {
        let rule = self.rule;
        let condition = self.condition_of(trigger)?;
        let triggers = rule.table.column(Col::TaskTrigger).iter().enumerate();
        let waiting = triggers.filter(|(_, of)| **of == trigger).map(|(task, _)| task);
        for task in waiting {
            if rule.is_enabled(task, self.state) && !rule.blocked(task, self.state) {
                self.receive(task)?;
                self.settle();
                return Ok(());
            }
        }
        if condition == NONE {
            return refuse(REFUSAL_NOT_WAITING);
        }
        let place = rule.place(condition);
        if place.count(self.state) >= u32::from(place.bound) {
            return refuse(REFUSAL_FULL);
        }
        self.put(condition as usize, NONE)?;
        self.settle();
        Ok(())
    }

    #[cold]
    pub fn expire(&mut self, trigger: u32) -> Result<(), Stop> {
        let condition = self.condition_of(trigger)?;
        if condition == NONE {
            return refuse(REFUSAL_UNKNOWN);
        }
        if self.rule.tokens(condition, self.state) == 0 {
            return refuse(REFUSAL_NOT_WAITING);
        }
        self.take_one(condition, NONE);
        self.settle();
        Ok(())
    }

    /// By a signal that just came or, if one is kept, by that.
    pub fn receive(&mut self, task: usize) -> Result<(), Ended> {
        if self.rule.is_enabled(task, self.state) {
            self.disable(task);
        } else {
            self.out.say(COMMAND_ENABLE, index(task), 0);
        }
        self.take(task);
        if let Some(kept) = self.rule.kept_signal(task, self.state) {
            self.take_one(kept, index(task));
        }
        self.out.say(COMMAND_DONE, index(task), 0);
        self.produce(task, 0)
    }

    /// Where the signals of a trigger are kept, or `NONE`.
    fn condition_of(&self, trigger: u32) -> Result<u32, Stop> {
        self.rule
            .table
            .column(Col::TriggerCondition)
            .get(trigger as usize)
            .copied()
            .ok_or(Stop::Refused(REFUSAL_UNKNOWN))
    }
}
