//! Who sleeps for want of work, and how they are woken.
use crate::sync::{AtomicUsize, Condvar, Mutex, Ordering, lock, wait};

pub struct Sleepers {
    /// The seats whose workers sleep or are about to.
    list: Mutex<Vec<usize>>,
    /// How many they are, for a look without the lock.
    count: AtomicUsize,
    beds: Box<[Bed]>,
}

/// Where the worker of one seat sleeps. A call that comes before it sleeps is kept.
struct Bed {
    rung: Mutex<bool>,
    bell: Condvar,
}

impl Sleepers {
    pub fn new(seats: usize) -> Self {
        let bed = |_| Bed { rung: Mutex::new(false), bell: Condvar::new() };
        Self {
            list: Mutex::new(Vec::with_capacity(seats)),
            count: AtomicUsize::new(0),
            beds: (0..seats).map(bed).collect(),
        }
    }

    /// Says that the worker of `seat` is about to sleep. It looks for work once more after that.
    pub fn announce(&self, seat: usize) {
        let mut list = lock(&self.list);
        list.push(seat);
        self.count.store(list.len(), Ordering::Relaxed);
    }

    /// Takes that back, unless a call did.
    pub fn retract(&self, seat: usize) {
        let mut list = lock(&self.list);
        list.retain(|other| *other != seat);
        self.count.store(list.len(), Ordering::Relaxed);
    }

    /// Until it is called.
    pub fn sleep(&self, seat: usize) {
        let bed = &self.beds[seat];
        let mut rung = lock(&bed.rung);
        while !*rung {
            rung = wait(&bed.bell, rung);
        }
        *rung = false;
    }

    pub fn call(&self, seat: usize) {
        let bed = &self.beds[seat];
        *lock(&bed.rung) = true;
        bed.bell.notify_one();
    }

    pub fn call_all(&self) {
        for seat in 0..self.beds.len() {
            self.call(seat);
        }
    }

    /// Calls one that sleeps, if one does. Asked after each push and each take, so it costs one load.
    pub fn call_one(&self) {
        if self.are_some() {
            self.call_last();
        }
    }

    pub fn are_some(&self) -> bool {
        self.count.load(Ordering::Relaxed) > 0
    }

    #[cold]
    #[inline(never)]
    fn call_last(&self) {
        let mut list = lock(&self.list);
        let seat = list.pop();
        self.count.store(list.len(), Ordering::Relaxed);
        drop(list);
        if let Some(seat) = seat {
            self.call(seat);
        }
    }
}
