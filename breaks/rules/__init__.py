"""The break policy as pure rules: plain values in, verdict out (DOMAIN.md chapter 3)."""
