"""The whole course as data, for whoever learns alone or starts a course of their own.

`course/` holds course.yml, assignments/ and solutions/, and is put here when the wheel is built.
"""
