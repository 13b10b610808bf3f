"""Where rows live: one small contract, and the engines that keep it."""
