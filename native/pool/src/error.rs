//! Why a scope came to nothing.
use std::error::Error;
use std::fmt;

/// Why a scope did not do all that it was asked. In each case everything it spawned has ended or was dropped.
///
/// Use it to tell a bug (`Panicked`) from a wish (`Cancelled`) and from a pool that is being shut down (`Closed`). A
/// scope that panicked and was cancelled says `Panicked`.
///
/// ```
/// use knhk_pool::{Config, Pool, ScopeError};
///
/// let pool = Pool::start(&Config::default())?;
/// let error = pool.scope(|scope| scope.cancel()).unwrap_err();
/// assert_eq!(error, ScopeError::Cancelled);
/// assert_eq!(error.to_string(), "the scope was cancelled");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScopeError {
    /// A task, or the body of the scope, panicked.
    Panicked(Panic),
    /// It was cancelled: by itself, by a scope around it, by its token or by a shutdown.
    Cancelled,
    /// The pool takes no more scopes.
    Closed,
}

/// The first panic of a scope, and how many there were.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Panic {
    /// What it said.
    pub message: String,
    /// More than one where tasks panicked at the same time.
    pub count: usize,
}

impl fmt::Display for ScopeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Panicked(Panic { message, count: 1 }) => write!(f, "a task panicked: {message}"),
            Self::Panicked(Panic { message, count }) => write!(f, "{count} tasks panicked, the first with: {message}"),
            Self::Cancelled => f.write_str("the scope was cancelled"),
            Self::Closed => f.write_str("the pool is shut down and takes no more scopes"),
        }
    }
}

impl Error for ScopeError {}

/// Scopes that ran on when the deadline of a shutdown had passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StillRunning {
    /// How many they are.
    pub scopes: usize,
}

impl fmt::Display for StillRunning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} scopes still ran at the deadline", self.scopes)
    }
}

impl Error for StillRunning {}
