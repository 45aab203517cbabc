//! A stream that gives so many bytes and no more: what a hostile peer may make us read has an end.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::body::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A stream with an allowance for reading.
#[derive(Debug)]
pub(crate) struct Metered<S> {
    inner: S,
    /// Read too far by somebody before, and given back.
    unread: Bytes,
    allowance: usize,
}

impl<S> Metered<S> {
    /// `inner`, of which at most `allowance` bytes may be read.
    pub(crate) fn new(inner: S, allowance: usize) -> Self {
        Self { inner, unread: Bytes::new(), allowance }
    }

    /// The same stream, with `unread` before what comes next and with a new allowance.
    pub(crate) fn rewound(self, unread: Bytes, allowance: usize) -> Self {
        Self { inner: self.inner, unread, allowance }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !self.unread.is_empty() {
            let given = self.unread.len().min(out.remaining());
            out.put_slice(self.unread.get(..given).unwrap_or_default());
            self.unread.advance(given);
            return Poll::Ready(Ok(()));
        }
        if self.allowance == 0 {
            return Poll::Ready(Err(io::ErrorKind::FileTooLarge.into()));
        }
        let before = out.filled().len();
        let outcome = Pin::new(&mut self.inner).poll_read(cx, out);
        self.allowance = self.allowance.saturating_sub(out.filled().len() - before);
        outcome
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    #[tokio::test]
    async fn reading_ends_with_the_allowance() {
        let endless = Metered::new(tokio::io::repeat(b'x'), 100_000);
        let mut read = Vec::new();
        let outcome = endless.take(200_000).read_to_end(&mut read).await;
        assert_eq!(outcome.map_err(|error| error.kind()), Err(io::ErrorKind::FileTooLarge));
        assert!((100_000..200_000).contains(&read.len()), "{}", read.len());
    }

    #[tokio::test]
    async fn what_was_given_back_comes_first() {
        let mut stream = Metered::new(&b"cd"[..], 1).rewound(Bytes::from_static(b"ab"), 10);
        let mut read = String::new();
        stream.read_to_string(&mut read).await.unwrap();
        assert_eq!(read, "abcd");
    }
}
