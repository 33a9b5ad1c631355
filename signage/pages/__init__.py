"""The pages of the public: lobby display, sign, kiosk, and the client's own page."""
