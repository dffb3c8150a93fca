export const visions = {
  name: "Vision |||| Visions",
  category: {
    health: "Health",
    career: "Career",
    relationships: "Relationships",
    "personal-growth": "Personal growth",
  },
  priority: "Priority %{priority} of 5",
  a_week: "%{time} a week",
  fields: { title: "Title", description: "Description" },
};

export const dailyActions = {
  name: "Action |||| Actions",
  status: {
    pending: "Pending",
    in_progress: "In progress",
    completed: "Completed",
    skipped: "Skipped",
  },
  estimated: "%{time} estimated",
  spent: "%{time} spent",
  by_ai: "Suggested by the AI",
  fields: { title: "Title", description: "Description", ai_reasoning: "Reasoning of the AI" },
};
