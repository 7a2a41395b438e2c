//! A case as its commands tell it, and the rule over that: a second telling of what holds after every step.
use knhk_engine::layout::{
    COMMAND_CANCEL, COMMAND_CLEAR, COMMAND_DONE, COMMAND_ENABLE, COMMAND_PUT, COMMAND_SPAWN, COMMAND_TAKE,
    COMMAND_WITHDRAW, EVENT_BEGIN, EVENT_COMPLETE, EVENT_FAIL, EVENT_FINISH, EVENT_START, NONE,
};

use crate::net::{AND, Net, OPEN, OR, RECEIVE, SILENT, Task, Wait};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    pub marked: Vec<u32>,
    pub enabled: Vec<bool>,
    pub running: Vec<u32>,
    /// Phase and instances that have not begun, run, are finished.
    pub instances: Vec<[u32; 4]>,
}

impl Told {
    pub fn new(net: &Net) -> Self {
        let tasks = net.tasks.len();
        Self {
            marked: vec![0; net.bounds.len()],
            enabled: vec![false; tasks],
            running: vec![0; tasks],
            instances: vec![[0; 4]; tasks],
        }
    }

    /// What an event that is not refused changes without a command.
    pub fn apply(&mut self, net: &Net, [_, kind, task, _]: [u32; 4]) {
        let task = task as usize;
        let has_instances = net.tasks.get(task).is_some_and(|task| task.instances.is_some());
        match kind {
            EVENT_START => {
                assert!(std::mem::take(&mut self.enabled[task]), "started, not enabled");
                self.running[task] += u32::from(!has_instances);
            }
            EVENT_COMPLETE => self.running[task] -= 1,
            EVENT_FAIL if !has_instances => self.running[task] -= 1,
            EVENT_FAIL => self.instances[task][2] -= 1,
            EVENT_BEGIN => {
                self.instances[task][1] -= 1;
                self.instances[task][2] += 1;
            }
            EVENT_FINISH => {
                self.instances[task][2] -= 1;
                self.instances[task][3] += 1;
            }
            _ => {}
        }
    }

    pub fn hear(&mut self, net: &Net, command: &[u32]) {
        let (subject, detail) = (command[2] as usize, command[3]);
        match command[1] {
            COMMAND_PUT => self.marked[subject] += 1,
            COMMAND_TAKE => self.marked[subject] -= 1,
            COMMAND_CLEAR => self.marked[subject] = 0,
            COMMAND_ENABLE => assert!(!std::mem::replace(&mut self.enabled[subject], true), "enabled twice"),
            COMMAND_WITHDRAW if detail == 0 => {
                assert!(std::mem::take(&mut self.enabled[subject]), "withdrawn, not enabled");
            }
            COMMAND_WITHDRAW => {
                assert_eq!(std::mem::take(&mut self.instances[subject][1]), detail, "as many as did not begin");
            }
            COMMAND_CANCEL => {
                let [items, instances] =
                    [&mut self.running[subject], &mut self.instances[subject][2]].map(std::mem::take);
                assert_eq!(items + instances, detail, "cancelled, as many as run");
            }
            COMMAND_SPAWN => self.instances[subject][1] += detail,
            COMMAND_DONE if net.tasks[subject].kind == RECEIVE => {
                assert!(std::mem::take(&mut self.enabled[subject]), "done, not enabled");
            }
            _ => {}
        }
    }

    /// Phases are in the state alone: its last words, four for each task with instances.
    pub fn agree(&mut self, net: &Net, state: &[u32]) {
        let tasks: Vec<usize> = (0..net.tasks.len()).filter(|task| net.tasks[*task].instances.is_some()).collect();
        let words = state[state.len() - 4 * tasks.len()..].chunks(4);
        for (task, words) in tasks.into_iter().zip(words) {
            let told = &mut self.instances[task];
            if words[0] == 0 {
                assert_eq!((told[1], told[2]), (0, 0), "idle with instances");
                *told = [0; 4];
            }
            told[0] = words[0];
            assert_eq!(told, words, "instances");
        }
    }

    fn tokens(&self, condition: u32) -> u32 {
        self.marked[condition as usize]
    }

    fn runs(&self, task: u32) -> u32 {
        self.running[task as usize] + self.instances[task as usize][0]
    }

    /// What of a task may still bring a token.
    fn brings(&self, task: u32) -> u32 {
        self.running[task as usize] + u32::from(self.instances[task as usize][0] == 1)
    }

    fn waits(&self, task: &Task, wait: &Wait) -> bool {
        let set = task.inputs.iter().rev().fold(0, |set, input| set * 2 + u32::from(self.tokens(*input) > 0));
        let there =
            |need: &(u32, u32, u32)| (if need.0 == NONE { self.brings(need.1) } else { self.tokens(need.0) }) >= need.2;
        set >> wait.missing & 1 == 0 && (wait.marked == NONE || wait.marked == set) && wait.needs.iter().all(there)
    }

    fn satisfied(&self, task: &Task) -> bool {
        let holds = |input: usize| self.tokens(task.inputs[input]) >= task.weight(input);
        let joined =
            if task.join == AND { (0..task.inputs.len()).all(holds) } else { (0..task.inputs.len()).any(holds) };
        let waits = task.join == OR && task.waits.iter().any(|wait| self.waits(task, wait));
        joined && !waits && task.reads.iter().all(|condition| self.tokens(*condition) > 0)
    }

    fn blocked(&self, task: &Task) -> bool {
        let marked = task.unless.iter().any(|condition| self.tokens(*condition) > 0);
        marked || task.excludes.iter().any(|other| self.runs(*other) > 0)
    }

    /// Which tasks are enabled once all is settled.
    pub fn expected(&self, net: &Net) -> Vec<bool> {
        let wanted = |(index, task): (u32, &Task)| {
            let goes = match task.kind {
                SILENT => true,
                RECEIVE => self.kept(net, task) > 0,
                _ => false,
            };
            let satisfied = self.satisfied(task);
            assert!(!(goes && satisfied && !self.blocked(task)), "task {index} is left to fire");
            let most = task.inputs.iter().map(|condition| net.bounds[*condition as usize]).max().unwrap_or(1);
            let bound = if task.instances.is_some() { 1 } else { most };
            satisfied && task.kind != SILENT && self.runs(index) < bound
        };
        (0..).zip(&net.tasks).map(wanted).collect()
    }

    fn kept(&self, net: &Net, task: &Task) -> u32 {
        let condition = net.triggers[task.trigger as usize];
        if condition == NONE { 0 } else { self.tokens(condition) }
    }

    /// Whether something is left that can go on by itself or by who works on it.
    pub fn goes_on(&self, net: &Net) -> bool {
        let takes_more = |(task, [phase, _, _, finished]): (&Task, &[u32; 4])| {
            let limits = task.instances.as_ref().filter(|instances| instances.flags & OPEN != 0);
            *phase == 1 && limits.is_some_and(|instances| *finished < instances.max)
        };
        self.running.iter().any(|items| *items > 0)
            || self.instances.iter().any(|[_, pending, running, _]| pending + running > 0)
            || net.tasks.iter().zip(&self.instances).any(takes_more)
            || net.tasks.iter().zip(&self.enabled).any(|(task, enabled)| *enabled && !self.blocked(task))
    }

    /// Tasks that are enabled or run.
    pub fn items(&self) -> Vec<u32> {
        let all = 0..u32::try_from(self.enabled.len()).expect("few tasks");
        all.filter(|task| self.enabled[*task as usize] || self.runs(*task) > 0).collect()
    }

    pub fn has_items(&self) -> bool {
        let instances = self.instances.iter().any(|[_, pending, running, _]| pending + running > 0);
        instances || self.enabled.contains(&true) || self.running.iter().any(|items| *items > 0)
    }

    /// A token in an output condition, and none elsewhere that is work left.
    pub fn is_over(&self, net: &Net) -> bool {
        let marked = |condition: &u32| self.tokens(*condition) > 0;
        let no_work = |condition: &u32| net.outputs.contains(condition) || net.resources.contains(condition);
        let mut all = 0..u32::try_from(self.marked.len()).expect("few conditions");
        net.outputs.iter().any(marked) && all.all(|condition| no_work(&condition) || !marked(&condition))
    }
}
