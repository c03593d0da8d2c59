"""Pictures of the record, as plain data: queryset in, numbers with their addresses out. Templates draw them as SVG.

Each picture takes the filters of ``/commitments/``; the number at each mark is the count of the list that the mark leads to.
"""
