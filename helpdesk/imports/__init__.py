"""Imports: members, unions and sites from officers' tables.

``service`` is what others call. It is not imported here: worker processes load this
package as well, and each megabyte of theirs counts twice.
"""
