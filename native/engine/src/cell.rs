//! Lists by numbers that a checked table keeps in range. A number that is not is a bug of ours: with debug assertions
//! the program stops where it was asked. Without them zero is read and nothing is written, so that the step has no way
//! to panic: `test/panics.test.ts` looks for one in the emitted code.

/// The element at `at`.
#[inline]
#[track_caller]
pub fn read<T: Copy + Default>(list: &[T], at: usize) -> T {
    debug_assert!(at < list.len(), "{at} is not below {}", list.len());
    list.get(at).copied().unwrap_or_default()
}

/// Changes the element at `at`.
#[inline]
#[track_caller]
pub fn change<T>(list: &mut [T], at: usize, change: impl FnOnce(&mut T)) {
    debug_assert!(at < list.len(), "{at} is not below {}", list.len());
    list.get_mut(at).map(change);
}

/// The elements from `from` to before `to`.
#[inline]
#[track_caller]
pub fn part<T>(list: &[T], (from, to): (usize, usize)) -> &[T] {
    debug_assert!(from <= to && to <= list.len(), "{from}..{to} is not in {}", list.len());
    list.get(from..to).unwrap_or_default()
}

/// As `part`, to be changed.
#[inline]
#[track_caller]
pub fn part_mut<T>(list: &mut [T], (from, to): (usize, usize)) -> &mut [T] {
    debug_assert!(from <= to && to <= list.len(), "{from}..{to} is not in {}", list.len());
    list.get_mut(from..to).unwrap_or_default()
}

/// Copies a list to another of the same length.
#[inline]
#[track_caller]
pub fn copy<T: Copy>(to: &mut [T], from: &[T]) {
    debug_assert_eq!(to.len(), from.len());
    if to.len() == from.len() {
        to.copy_from_slice(from);
    }
}
