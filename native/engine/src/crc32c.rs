/// CRC-32C (Castagnoli), reflected. Pass the sum of what came before to go on.
pub fn crc32c(bytes: &[u8], before: u32) -> u32 {
    !bytes.iter().fold(!before, |sum, byte| STEP[usize::from(sum.to_le_bytes()[0] ^ byte)] ^ (sum >> 8))
}

const STEP: [u32; 256] = {
    let mut steps = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = byte;
        let mut bit = 0;
        while bit < 8 {
            sum = (sum >> 1) ^ (if sum & 1 == 1 { 0x82f6_3b78 } else { 0 });
            bit += 1;
        }
        steps[byte as usize] = sum;
        byte += 1;
    }
    steps
};

#[cfg(test)]
mod tests {
    #[test]
    fn it_has_the_check_value_of_the_standard() {
        assert_eq!(super::crc32c(b"123456789", 0), 0xe306_9283);
    }
}
