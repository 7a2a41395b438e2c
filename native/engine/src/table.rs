//! The door: bytes to a table, checked once. The only file here that knows byte offsets. It accepts and refuses
//! exactly what `src/kernel/table.ts` does, with the same reason; the sentences are said there.
use std::ops::Range;

use crate::cell::{part, read};
use crate::check::check_net;
use crate::crc32c::crc32c;
use crate::layout::{
    ALIGNMENT, COLUMNS, COUNT_LIMIT, Col, Count, ENDIAN_TAG, ENTRY_CHECKSUM, ENTRY_COUNT, ENTRY_ELEMENT_SIZE,
    ENTRY_FLAGS, ENTRY_ID, ENTRY_OFFSET, ENTRY_RESERVED, ENTRY_SIZE, FIRST_COUNT, HEADER_CHECKSUM, HEADER_ENDIAN,
    HEADER_FLAGS, HEADER_HEADER_SIZE, HEADER_LENGTH, HEADER_MAJOR, HEADER_RESERVED, HEADER_SECTIONS, HEADER_SIZE,
    MAGIC, MAJOR, MUST_UNDERSTAND, NET_DEFINITION_HASH, NET_SECTION, NET_WORDS, NET_WORKFLOW, NONE, Values,
};

/// Why bytes are not a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    Magic,
    Version,
    Truncated,
    Checksum,
    Layout,
    Index,
}

impl Fault {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Magic => "magic",
            Self::Version => "version",
            Self::Truncated => "truncated",
            Self::Checksum => "checksum",
            Self::Layout => "layout",
            Self::Index => "index",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableError(pub Fault);

/// Columns by `Col`, widened to words. Every index in them is below what it points into.
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<Vec<u32>>,
}

impl Table {
    /// # Errors
    /// When the bytes are not a table this kernel can run.
    pub fn read(bytes: &[u8]) -> Result<Self, TableError> {
        let directory = check_header(bytes)?;
        let (net, sections) = read_directory(bytes, directory)?;
        let columns = read_columns(&net, sections)?;
        let table = view(&net, columns)?;
        check_net(&table)?;
        Ok(table)
    }

    #[must_use]
    pub fn column(&self, column: Col) -> &[u32] {
        self.columns.get(column as usize).map_or(&[], Vec::as_slice)
    }

    /// The part of `flat` that `starts` cuts for `row`.
    #[must_use]
    pub fn slice(&self, starts: Col, flat: Col, row: usize) -> &[u32] {
        let Range { start, end } = self.rows(starts, row);
        part(self.column(flat), (start, end))
    }

    /// The rows that `starts` cuts for `row`.
    #[must_use]
    pub fn rows(&self, starts: Col, row: usize) -> Range<usize> {
        let starts = self.column(starts);
        read(starts, row) as usize..read(starts, row + 1) as usize
    }
}

pub type Checked<T> = Result<T, TableError>;
type Sections = Vec<Option<Vec<u32>>>;

const fn fail<T>(fault: Fault) -> Checked<T> {
    Err(TableError(fault))
}

pub const fn ensure(holds: bool, fault: Fault) -> Checked<()> {
    if holds { Ok(()) } else { fail(fault) }
}

/// Returns the end of the directory.
fn check_header(bytes: &[u8]) -> Checked<usize> {
    ensure(bytes.iter().zip(MAGIC).all(|(byte, magic)| *byte == magic), Fault::Magic)?;
    ensure(bytes.len() >= HEADER_SIZE, Fault::Truncated)?;
    ensure(u32::from(u16_at(bytes, HEADER_MAJOR)?) == MAJOR, Fault::Version)?;
    let length = u64_at(bytes, HEADER_LENGTH)?;
    ensure(length <= bytes.len() as u64, Fault::Truncated)?;
    ensure(length == bytes.len() as u64, Fault::Layout)?;
    let end = HEADER_SIZE as u64 + u64::from(u32_at(bytes, HEADER_SECTIONS)?) * ENTRY_SIZE as u64;
    ensure(end <= length, Fault::Layout)?;
    let end = usize::try_from(end).or(fail(Fault::Layout))?;
    let sum = crc32c(bytes_of(bytes, HEADER_SIZE, end)?, crc32c(bytes_of(bytes, 0, HEADER_CHECKSUM)?, 0));
    ensure(sum == u32_at(bytes, HEADER_CHECKSUM)?, Fault::Checksum)?;
    ensure(u32_at(bytes, HEADER_HEADER_SIZE)? as usize == HEADER_SIZE, Fault::Layout)?;
    ensure(u32_at(bytes, HEADER_ENDIAN)? == ENDIAN_TAG, Fault::Layout)?;
    ensure(u32_at(bytes, HEADER_FLAGS)? == 0, Fault::Layout)?;
    ensure(zero(bytes_of(bytes, HEADER_RESERVED, HEADER_CHECKSUM)?), Fault::Layout)?;
    Ok(end)
}

/// The section of counts, and what there is of the columns.
fn read_directory(bytes: &[u8], directory: usize) -> Checked<(Vec<u32>, Sections)> {
    let mut net = Vec::new();
    let mut sections = vec![None; COLUMNS.len()];
    let mut last = 0;
    let mut end = directory;
    for entry in (HEADER_SIZE..directory).step_by(ENTRY_SIZE) {
        let id = u32::from(u16_at(bytes, entry + ENTRY_ID)?);
        let flags = u32::from(u16_at(bytes, entry + ENTRY_FLAGS)?);
        let size = u32_at(bytes, entry + ENTRY_ELEMENT_SIZE)?;
        let offset = u64_at(bytes, entry + ENTRY_OFFSET)?;
        let count = u64_at(bytes, entry + ENTRY_COUNT)?;
        ensure(id > last, Fault::Layout)?;
        ensure(flags <= MUST_UNDERSTAND && u32_at(bytes, entry + ENTRY_RESERVED)? == 0, Fault::Layout)?;
        ensure([1, 2, 4, 8].contains(&size), Fault::Layout)?;
        ensure(offset == (end as u64).next_multiple_of(u64::from(ALIGNMENT)), Fault::Layout)?;
        ensure(count < u64::from(COUNT_LIMIT), Fault::Layout)?;
        let after = offset + count * u64::from(size);
        ensure(after <= bytes.len() as u64, Fault::Layout)?;
        let begin = usize::try_from(offset).or(fail(Fault::Layout))?;
        ensure(zero(bytes_of(bytes, end, begin)?), Fault::Layout)?;
        last = id;
        end = usize::try_from(after).or(fail(Fault::Layout))?;
        let content = bytes_of(bytes, begin, end)?;
        ensure(crc32c(content, 0) == u32_at(bytes, entry + ENTRY_CHECKSUM)?, Fault::Checksum)?;
        let column = COLUMNS.iter().position(|column| column.id == id);
        let wanted = if id == NET_SECTION { Some(4) } else { column.map(|column| COLUMNS[column].size) };
        match wanted {
            None => ensure(flags != MUST_UNDERSTAND, Fault::Version)?,
            Some(wanted) => {
                ensure(size == wanted && flags == MUST_UNDERSTAND, Fault::Layout)?;
                let values = if size == 1 { content.iter().copied().map(u32::from).collect() } else { words(content) };
                match column {
                    Some(column) => sections[column] = Some(values),
                    None => net = values,
                }
            }
        }
    }
    ensure(end == bytes.len(), Fault::Layout)?;
    Ok((net, sections))
}

fn read_columns(net: &[u32], sections: Sections) -> Checked<Vec<Vec<u32>>> {
    ensure(net.len() == NET_WORDS as usize, Fault::Layout)?;
    ensure(net.iter().skip(FIRST_COUNT).all(|count| *count < COUNT_LIMIT), Fault::Layout)?;
    let count = |count: Count| net[FIRST_COUNT + count as usize];
    let mut columns = Vec::with_capacity(COLUMNS.len());
    for (column, values) in COLUMNS.iter().zip(sections) {
        let Some(values) = values else { return fail(Fault::Layout) };
        let more = usize::from(matches!(column.values, Values::Starts(_)));
        ensure(values.len() == count(column.rows) as usize + more, Fault::Layout)?;
        let valid = match column.values {
            Values::Starts(of) => values.first() == Some(&0) && values.last() == Some(&count(of)) && values.is_sorted(),
            Values::Index { of, optional } => {
                values.iter().all(|value| *value < count(of) || (optional && *value == NONE))
            }
            Values::Range { from, below, optional } => {
                values.iter().all(|value| (from..below).contains(value) || (optional && *value == NONE))
            }
        };
        ensure(valid, Fault::Index)?;
        columns.push(values);
    }
    Ok(columns)
}

fn view(net: &[u32], columns: Vec<Vec<u32>>) -> Checked<Table> {
    let count = |count: Count| net[FIRST_COUNT + count as usize];
    let bytes: Vec<u8> = columns[Col::StringBytes as usize].iter().map(|byte| byte.to_le_bytes()[0]).collect();
    for cut in columns[Col::StringStart as usize].windows(2) {
        ensure(std::str::from_utf8(&bytes[cut[0] as usize..cut[1] as usize]).is_ok(), Fault::Index)?;
    }
    ensure(net[NET_WORKFLOW] < count(Count::String) && net[NET_DEFINITION_HASH] < count(Count::String), Fault::Index)?;
    Ok(Table { columns })
}

fn bytes_of(bytes: &[u8], from: usize, to: usize) -> Checked<&[u8]> {
    bytes.get(from..to).ok_or(TableError(Fault::Layout))
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Checked<[u8; N]> {
    bytes_of(bytes, at, at + N)?.try_into().or(fail(Fault::Layout))
}

fn u16_at(bytes: &[u8], at: usize) -> Checked<u16> {
    array(bytes, at).map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Checked<u32> {
    array(bytes, at).map(u32::from_le_bytes)
}

fn u64_at(bytes: &[u8], at: usize) -> Checked<u64> {
    array(bytes, at).map(u64::from_le_bytes)
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)).collect()
}

fn zero(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == 0)
}
