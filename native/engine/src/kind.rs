//! What the numbers in the columns of a table mean, as in `src/kernel/kinds.ts`.

/// Of a condition: its tokens are work left; from `END` on they end the case, at once or (3) when nothing else is left.
pub mod role {
    pub const WORK: u32 = 0;
    pub const END: u32 = 2;
}

pub mod task {
    pub const SILENT: u32 = 2;
    pub const CALL: u32 = 3;
    pub const RECEIVE: u32 = 4;
    pub const TIMER: u32 = 5;
}

pub mod join {
    pub const AND: u32 = 0;
    pub const XOR: u32 = 1;
    pub const OR: u32 = 2;
}

pub mod choice {
    pub const SINGLE: u32 = 0;
    pub const SEVERAL: u32 = 3;
}

/// Bits of instances: what is left is cancelled; more may be added; an instance says when it is done.
pub mod multi {
    pub const CANCEL: u32 = 1;
    pub const OPEN: u32 = 2;
    pub const UNTIL: u32 = 4;
}
