//! Many pieces of one kind: a range or a slice that is cut into chunks while somebody wants work.
use std::ops::Range;

use crate::error::ScopeError;
use crate::pool::Pool;
use crate::scope::Scope;

/// What can be cut into chunks: a range of numbers, a slice, a slice to change.
///
/// Use it through [`Pool::for_each_chunk`] and its like; it is not for others to implement. The chunks of one call lie
/// side by side, each of `grain` items but the last.
///
/// ```
/// use knhk_pool::{Config, Pool};
///
/// let pool = Pool::start(&Config::default())?;
/// let mut squares = vec![0; 1000];
/// pool.for_each_chunk(&mut squares[..], 64, |chunk| chunk.iter_mut().for_each(|n| *n += 1))?;
/// assert_eq!(squares, vec![1; 1000]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[allow(clippy::len_without_is_empty, reason = "nobody asks")]
pub trait Chunks: Send + Sized + sealed::Sealed {
    /// How many items there are.
    fn len(&self) -> usize;
    /// The first `count` items and the rest.
    #[must_use]
    fn cut(self, count: usize) -> (Self, Self);
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for std::ops::Range<usize> {}
    impl<T: Sync> Sealed for &[T] {}
    impl<T: Send> Sealed for &mut [T] {}
}

impl Chunks for Range<usize> {
    fn len(&self) -> usize {
        self.end.saturating_sub(self.start)
    }

    fn cut(self, count: usize) -> (Self, Self) {
        let middle = self.start + count;
        (self.start..middle, middle..self.end)
    }
}

impl<T: Sync> Chunks for &[T] {
    fn len(&self) -> usize {
        <[T]>::len(self)
    }

    fn cut(self, count: usize) -> (Self, Self) {
        self.split_at(count)
    }
}

impl<T: Send> Chunks for &mut [T] {
    fn len(&self) -> usize {
        <[T]>::len(self)
    }

    fn cut(self, count: usize) -> (Self, Self) {
        self.split_at_mut(count)
    }
}

impl Pool {
    /// Calls `work` with each chunk of `grain` items (0 counts as 1), on whatever worker is free, in no order.
    ///
    /// Use it for work of which each chunk takes some microseconds: a chunk costs a few nanoseconds beside it, and a
    /// half of what is left is given away only when somebody wants it. The chunks do not depend on the number of
    /// workers.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicUsize, Ordering};
    /// use knhk_pool::{Config, Pool};
    ///
    /// let pool = Pool::start(&Config::default())?;
    /// let even = AtomicUsize::new(0);
    /// pool.for_each_chunk(0..1000, 100, |chunk| {
    ///     even.fetch_add(chunk.filter(|n| n % 2 == 0).count(), Ordering::Relaxed);
    /// })?;
    /// assert_eq!(even.into_inner(), 500);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ScopeError`]; chunks that did not begin are left out then.
    pub fn for_each_chunk<C: Chunks>(&self, items: C, grain: usize, work: impl Fn(C) + Sync) -> Result<(), ScopeError> {
        let all = Each { grain: grain.max(1), work };
        self.scope(|scope| all.go_through(scope, items))
    }

    /// What `map` makes of each chunk, in the order of the items whatever the order of the work.
    ///
    /// Use it where each result counts, such as a verdict for each net. It allocates the list that it returns.
    ///
    /// ```
    /// use knhk_pool::{Config, Pool};
    ///
    /// let pool = Pool::start(&Config::default())?;
    /// let words = ["a", "bc", "def"];
    /// assert_eq!(pool.map_chunks(&words[..], 1, |chunk| chunk[0].len())?, [1, 2, 3]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ScopeError`]; no result is handed out then.
    pub fn map_chunks<C: Chunks, R: Send>(
        &self,
        items: C,
        grain: usize,
        map: impl Fn(C) -> R + Sync,
    ) -> Result<Vec<R>, ScopeError> {
        let grain = grain.max(1);
        let mut results: Vec<Option<R>> = Vec::new();
        results.resize_with(items.len().div_ceil(grain), || None);
        let work = |Mapped { items, results, .. }: Mapped<'_, C, R>| {
            if let [result] = results {
                *result = Some(map(items));
            }
        };
        let all = Each { grain, work };
        self.scope(|scope| all.go_through(scope, Mapped { items, results: &mut results, grain }))?;
        Ok(results.into_iter().flatten().collect())
    }

    /// Maps each chunk and reduces what comes of it from left to right, beginning with `first`.
    ///
    /// Use it for sums and histograms, also of floating-point numbers: the result is the same bit for bit for any
    /// number of workers, since chunks and order depend on `grain` alone. `reduce` runs on the caller's thread.
    ///
    /// ```
    /// use knhk_pool::{Config, Pool};
    ///
    /// let pool = Pool::start(&Config::default())?;
    /// let thirds = vec![1.0 / 3.0; 10_000];
    /// let sum = |pool: &Pool| {
    ///     pool.map_reduce(&thirds[..], 128, |chunk| chunk.iter().sum(), 0.0, |sum, chunk: f64| sum + chunk)
    /// };
    /// assert_eq!(sum(&pool)?.to_bits(), sum(&Pool::seeded(1))?.to_bits());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`map_chunks`](Self::map_chunks).
    pub fn map_reduce<C: Chunks, R: Send, A>(
        &self,
        items: C,
        grain: usize,
        map: impl Fn(C) -> R + Sync,
        first: A,
        reduce: impl FnMut(A, R) -> A,
    ) -> Result<A, ScopeError> {
        Ok(self.map_chunks(items, grain, map)?.into_iter().fold(first, reduce))
    }
}

/// Items with the places for what becomes of them, one for each chunk.
struct Mapped<'a, C, R> {
    items: C,
    results: &'a mut [Option<R>],
    grain: usize,
}

impl<C, R> sealed::Sealed for Mapped<'_, C, R> {}

impl<C: Chunks, R: Send> Chunks for Mapped<'_, C, R> {
    fn len(&self) -> usize {
        self.items.len()
    }

    fn cut(self, count: usize) -> (Self, Self) {
        let (left, right) = self.items.cut(count);
        let (done, open) = self.results.split_at_mut(count.div_ceil(self.grain));
        let with = |items, results| Mapped { items, results, grain: self.grain };
        (with(left, done), with(right, open))
    }
}

struct Each<F> {
    grain: usize,
    work: F,
}

impl<F> Each<F> {
    /// Chunk by chunk from the left; the right half of the chunks goes to others when they have nothing to steal here.
    fn go_through<'scope, C: Chunks + 'scope>(&'scope self, scope: &Scope<'scope>, items: C)
    where
        F: Fn(C) + Sync,
    {
        let worker = scope.worker();
        let seeded = worker.is_seeded();
        let mut items = items;
        let mut count = items.len();
        while count > self.grain {
            if seeded || worker.has_nothing_to_steal() {
                let mine = count.div_ceil(self.grain) / 2 * self.grain;
                let (left, right) = items.cut(mine);
                scope.spawn(move |scope| self.go_through(scope, right));
                (items, count) = (left, mine);
                continue;
            }
            if scope.is_cancelled() {
                return;
            }
            let (chunk, rest) = items.cut(self.grain);
            (self.work)(chunk);
            (items, count) = (rest, count - self.grain);
        }
        if count > 0 && !scope.is_cancelled() {
            (self.work)(items);
        }
    }
}
