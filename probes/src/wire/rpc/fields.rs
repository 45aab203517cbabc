//! Reads the fields of a PDU in the byte order that its sender chose.

/// What is left of a PDU. Every read is `None` where the bytes do not suffice.
pub(super) struct Fields<'a> {
    rest: &'a [u8],
    /// How far from the beginning of the PDU, for alignment.
    position: usize,
    big_endian: bool,
}

impl<'a> Fields<'a> {
    /// The fields of `pdu`; `drep` is the first byte of its data representation (C706 §14.1).
    pub(super) fn new(pdu: &'a [u8], drep: u8) -> Self {
        Self { rest: pdu, position: 0, big_endian: drep & 0xf0 == 0 }
    }

    pub(super) fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        self.position += count;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.bytes(N)?.try_into().ok()
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        let bytes = self.array()?;
        Some(if self.big_endian { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        let bytes = self.array()?;
        Some(if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
    }

    /// Skips to the next multiple of four. What the skipped bytes hold is the sender's own
    /// business.
    pub(super) fn align4(&mut self) -> Option<()> {
        self.bytes(self.position.next_multiple_of(4) - self.position).map(drop)
    }
}
