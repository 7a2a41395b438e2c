//! What follows from an event by itself, and how a case ends. The same walk as `src/kernel/firing.ts`.
use crate::cell::{change, part, part_mut, read};
use crate::event::{Case, Ended};
use crate::layout::{
    COMMAND_ENABLE, COMMAND_END, COMMAND_OVERFLOW, COMMAND_WITHDRAW, NONE, STATUS_DEADLOCK, STATUS_FAILED, STATUS_OK,
};
use crate::produce::index;
use crate::rule::trait_of;

impl Case<'_, '_> {
    #[inline]
    pub fn settle(&mut self) {
        let rule = self.rule;
        if rule.has_selfish && self.fire_by_themselves().is_err() {
            return;
        }
        let (state, dirty, out) = (&mut *self.state, &mut *self.dirty, &mut *self.out);
        for word in dirty.low..dirty.end {
            let mut bits = read(&dirty.bits, word);
            while bits != 0 {
                let bit = bits & bits.wrapping_neg();
                bits ^= bit;
                let task = task_of(word, bit);
                let wanted = rule.satisfied(task, state)
                    && rule.running(task).count(state) < read(&rule.layout.task_bound, task);
                let enabled = read(state, rule.layout.enabled_at + word) & bit != 0;
                if wanted && !enabled {
                    continue;
                }
                change(&mut dirty.bits, word, |bits| *bits ^= bit);
                if enabled && !wanted {
                    change(state, rule.layout.enabled_at + word, |enabled| *enabled ^= bit);
                    out.say(COMMAND_WITHDRAW, index(task), 0);
                }
            }
        }
        for word in dirty.low..dirty.end {
            let mut bits = read(&dirty.bits, word);
            change(state, rule.layout.enabled_at + word, |enabled| *enabled |= bits);
            while bits != 0 {
                out.say(COMMAND_ENABLE, index(task_of(word, bits)), 0);
                bits &= bits - 1;
            }
        }
        self.end_if_nothing_is_left();
    }

    /// Passes over the tasks that go by themselves until none fires.
    fn fire_by_themselves(&mut self) -> Result<(), Ended> {
        let rule = self.rule;
        for _ in 0..rule.pass_limit {
            let mut fired = false;
            let mut word = self.dirty.low;
            while word < self.dirty.end {
                let mut above = u32::MAX;
                loop {
                    let bits = read(&self.dirty.bits, word) & read(&rule.selfish, word) & above;
                    if bits == 0 {
                        break;
                    }
                    let bit = bits & bits.wrapping_neg();
                    above = !(bit | (bit - 1));
                    let task = task_of(word, bit);
                    // One that receives is to be enabled as well, so it is asked again after the passes.
                    let receives = rule.is(task, trait_of::RECEIVES);
                    if !receives {
                        change(&mut self.dirty.bits, word, |bits| *bits ^= bit);
                    }
                    if !rule.fires(task, self.state) {
                        continue;
                    }
                    fired = true;
                    if receives {
                        self.receive(task)?;
                    } else {
                        self.take(task);
                        self.produce(task, 0)?;
                    }
                }
                word += 1;
            }
            if !fired {
                return Ok(());
            }
        }
        self.out.say(COMMAND_OVERFLOW, NONE, 0);
        self.end(STATUS_FAILED);
        Err(Ended)
    }

    #[inline]
    fn end_if_nothing_is_left(&mut self) {
        let layout = &self.rule.layout;
        let items = part(self.state, (layout.enabled_at, layout.instances_at)).iter().any(|word| *word != 0);
        if items && !self.rule.has_blockers {
            return;
        }
        if !self.goes_on() {
            self.end_by_itself();
        }
    }

    fn goes_on(&self) -> bool {
        let rule = self.rule;
        let layout = &rule.layout;
        let enabled = part(self.state, (layout.enabled_at, layout.running_at)).iter().enumerate();
        part(self.state, (layout.running_at, layout.instances_at)).iter().any(|word| *word != 0)
            || self.instances_go_on()
            || enabled.flat_map(|(word, bits)| tasks_of(word, *bits)).any(|task| !rule.blocked(task, self.state))
    }

    fn end_by_itself(&mut self) {
        let layout = &self.rule.layout;
        let marked = |mask: &[u32]| self.state.iter().skip(1).zip(mask).any(|(word, mask)| word & mask != 0);
        let items = part(self.state, (layout.enabled_at, layout.words)).iter().any(|word| *word != 0);
        let ok = marked(&layout.output_mask) && !marked(&layout.work_mask) && !items;
        self.end(if ok { STATUS_OK } else { STATUS_DEADLOCK });
    }

    pub fn end(&mut self, status: u32) {
        let layout = &self.rule.layout;
        for (word, enabled) in part_mut(self.state, (layout.enabled_at, layout.running_at)).iter_mut().enumerate() {
            for task in tasks_of(word, std::mem::take(enabled)) {
                self.out.say(COMMAND_WITHDRAW, index(task), 0);
            }
        }
        if part(self.state, (layout.running_at, layout.words)).iter().any(|word| *word != 0) {
            for task in 0..self.rule.tasks.len() {
                self.cancel(task);
            }
        }
        change(self.state, 0, |now| *now = status);
        self.out.say(COMMAND_END, status, 0);
    }
}

#[inline]
const fn task_of(word: usize, bits: u32) -> usize {
    word * 32 + bits.trailing_zeros() as usize
}

/// The tasks of one word of a bit set, in order.
fn tasks_of(word: usize, bits: u32) -> impl Iterator<Item = usize> {
    let next = |bits: &u32| Some(bits & bits.wrapping_sub(1)).filter(|bits| *bits != 0);
    std::iter::successors(Some(bits).filter(|bits| *bits != 0), next).map(move |bits| task_of(word, bits))
}
