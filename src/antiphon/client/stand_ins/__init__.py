"""What stands in for the network: applications in this process, mock routes, cassettes."""
