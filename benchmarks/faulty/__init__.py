"""What the fault suite is made of: a provider, a network and processes that can fail, and checks of what remains."""
