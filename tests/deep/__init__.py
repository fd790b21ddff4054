"""What takes minutes, or tools of others: `make deep` looks at whole pages from outside, and writes docs/proof.md."""
