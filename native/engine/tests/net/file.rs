//! Table bytes: a second writer beside `compiler/table/sections.ts`, over the same layout.
use knhk_engine::layout::{ALIGNMENT, ENDIAN_TAG, ENTRY_SIZE, HEADER_SIZE, MAGIC, MAJOR, MUST_UNDERSTAND};

use super::size;

/// The file of sections: (id, element size, values).
pub fn write(sections: &[(u32, u32, Vec<u32>)]) -> Vec<u8> {
    let mut bytes = vec![0; HEADER_SIZE + sections.len() * ENTRY_SIZE];
    for (index, (id, element, values)) in sections.iter().enumerate() {
        bytes.resize(bytes.len().next_multiple_of(ALIGNMENT as usize), 0);
        let offset = bytes.len();
        for value in values {
            bytes.extend(&value.to_le_bytes()[..*element as usize]);
        }
        let words = [id | MUST_UNDERSTAND << 16, *element, size(offset), 0, size(values.len()), 0, 0, 0];
        put(&mut bytes, HEADER_SIZE + index * ENTRY_SIZE, &words);
    }
    let length = size(bytes.len());
    put(&mut bytes, 8, &[MAJOR, size(HEADER_SIZE), ENDIAN_TAG, 0, length, 0, size(sections.len())]);
    bytes[..8].copy_from_slice(&MAGIC);
    reseal(&mut bytes);
    bytes
}

/// Makes all checksums right again, as far as the directory can be followed.
pub fn reseal(bytes: &mut [u8]) {
    let at = |bytes: &[u8], offset: usize| {
        u32::from_le_bytes(bytes[offset..offset + 4].try_into().expect("4 bytes")) as usize
    };
    let end = at(bytes, 32).saturating_mul(ENTRY_SIZE).saturating_add(HEADER_SIZE).min(bytes.len());
    for entry in (HEADER_SIZE..end.saturating_sub(ENTRY_SIZE - 1)).step_by(ENTRY_SIZE) {
        let from = at(bytes, entry + 8);
        let to = from.saturating_add(at(bytes, entry + 16).saturating_mul(at(bytes, entry + 4)));
        if to <= bytes.len() {
            let sum = crc32c(&bytes[from..to]);
            put(bytes, entry + 24, &[sum]);
        }
    }
    let head: Vec<u8> = bytes[..60].iter().chain(&bytes[HEADER_SIZE..end]).copied().collect();
    put(bytes, 60, &[crc32c(&head)]);
}

/// The slow and obvious one.
fn crc32c(bytes: &[u8]) -> u32 {
    let bits = |sum: u32, _| (sum >> 1) ^ if sum & 1 == 1 { 0x82f6_3b78 } else { 0 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), bits))
}

fn put(bytes: &mut [u8], offset: usize, words: &[u32]) {
    for (index, word) in words.iter().enumerate() {
        bytes[offset + 4 * index..offset + 4 * index + 4].copy_from_slice(&word.to_le_bytes());
    }
}
