"""The doors of the screens: layouts, playlists, sound."""
