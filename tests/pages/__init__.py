"""Pages, as somebody with a browser meets them."""
