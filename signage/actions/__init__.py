"""What can happen to the screens of the public: laid out, and given something to play."""
