//! Where the step says its commands.
use crate::layout::{COMMAND_REFUSE, COMMAND_WORDS, NONE};

/// Command words. Counts on past the end, so that the caller learns how many there are.
pub struct Commands<'a> {
    pub words: &'a mut [u32],
    pub said: usize,
    pub slot: u32,
}

impl Commands<'_> {
    #[inline]
    pub fn say(&mut self, kind: u32, subject: u32, detail: u32) {
        let end = self.said + COMMAND_WORDS;
        if let Some(command) = self.words.get_mut(self.said..end) {
            command.copy_from_slice(&[self.slot, kind, subject, detail]);
        }
        self.said = end;
    }

    pub fn refuse(&mut self, refusal: u32, index: usize) {
        self.say(COMMAND_REFUSE, refusal, u32::try_from(index).unwrap_or(NONE));
    }
}
